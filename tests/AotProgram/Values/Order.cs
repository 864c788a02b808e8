namespace AotProgram.Values;

internal record Order(int Number, List<Line> Lines, Dictionary<string, Line> ByName, Parcel Parcel, OrderState State, int? Discount, DateOnly? Due);
