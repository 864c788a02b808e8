namespace AotProgram;

/// <summary>Fails the check that runs.</summary>
internal static class Check
{
    internal static void That(bool holds, string what)
    {
        if (!holds) throw new InvalidOperationException($"It does not hold that {what}.");
    }

    /// <summary>Runs what must be refused, with all these words in the message.</summary>
    internal static void Refuses<TException>(Action action, params string[] words)
        where TException : Exception
    {
        try
        {
            action();
        }
        catch (Exception exception) when (exception.GetType() == typeof(TException))
        {
            foreach (var word in words) That(exception.Message.Contains(word, StringComparison.Ordinal), $"'{exception.Message}' has '{word}'");
            return;
        }

        That(false, $"a {typeof(TException).Name} was thrown");
    }
}
