Console.WriteLine("The rows come next.");
