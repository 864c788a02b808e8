using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Multiprocessing.Serialization;

/// <summary>
/// The types of .NET that are made anew on the other side, since their fields hold handles, compiled code, or hash codes that differ in
/// each process. Each has a method of its own here, since a method that names a type makes a process load its assembly.
/// </summary>
internal static class BuiltInSurrogates
{
    internal static Formatter? Find(string name) => name switch
    {
        "System.Globalization.CultureInfo" => Culture(),
        "System.Globalization.CompareInfo" => Compare(),
        "System.Globalization.TextInfo" => Text(),
        "System.Uri" => Address(),
        "System.Text.RegularExpressions.Regex" => Pattern(),
        "System.Net.IPAddress" => NetworkAddress(),
        "System.Text.Json.JsonDocument" => Document(),
        "System.Text.Json.JsonElement" => Element(),
        "System.Text.Json.Nodes.JsonNode" => Node(),
        "System.Text.Json.JsonSerializerOptions" => Options(),
        "System.Dynamic.ExpandoObject" => Dynamic(),
        "System.Xml.Linq.XName" => XmlName(),
        "System.Xml.Linq.XNamespace" => XmlNamespace(),
        "System.Text.BaseCodePageEncoding" => CodePage(),
        _ => null,
    };

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static BuiltInSurrogateFormatter<CultureInfo, CultureState> Culture() =>
        new(CultureState.Of, static state => state.Make(), cost: 128 << 10);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static BuiltInSurrogateFormatter<CompareInfo, string> Compare() => new(static info => info.Name, CompareInfo.GetCompareInfo);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static BuiltInSurrogateFormatter<TextInfo, string> Text() =>
        new(static info => info.CultureName, static name => CultureInfo.GetCultureInfo(name).TextInfo);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static BuiltInSurrogateFormatter<Uri, UriState> Address() =>
        new(static uri => new UriState { Text = uri.OriginalString, IsAbsolute = uri.IsAbsoluteUri }, static state =>
            new Uri(state.Text, state.IsAbsolute ? UriKind.Absolute : UriKind.Relative));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static BuiltInSurrogateFormatter<Regex, RegexState> Pattern() =>
        new(static regex => new RegexState { Pattern = regex.ToString(), Options = regex.Options, Timeout = regex.MatchTimeout },
            static state => new Regex(state.Pattern, state.Options, state.Timeout), cost: 64 << 10);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static BuiltInSurrogateFormatter<IPAddress, IPAddressState> NetworkAddress() =>
        new(
            static address =>
                new IPAddressState
                {
                    Bytes = address.GetAddressBytes(),
                    Scope = address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? address.ScopeId : 0
                },
            static state => state.Scope == 0 ? new IPAddress(state.Bytes) : new IPAddress(state.Bytes, state.Scope));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static BuiltInSurrogateFormatter<JsonDocument, string> Document() =>
        new(static document => document.RootElement.GetRawText(), static text => JsonDocument.Parse(text, s_asDeepAsSent));

    // An element that was never assigned has no text.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static BuiltInSurrogateFormatter<JsonElement, string?> Element() =>
        new(
            static element => element.ValueKind == JsonValueKind.Undefined ? null : element.GetRawText(),
            static text => text is null ? default : JsonDocument.Parse(text, s_asDeepAsSent).RootElement);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static BuiltInSurrogateFormatter<JsonNode, JsonNodeState> Node() =>
        new(
            static node =>
                new JsonNodeState
                {
                    Text = node.ToJsonString(JsonNodeState.Writing),
                    IgnoresCase = node.Options?.PropertyNameCaseInsensitive == true
                },
            static state =>
                JsonNode.Parse(state.Text, new JsonNodeOptions { PropertyNameCaseInsensitive = state.IgnoresCase }, s_asDeepAsSent)!);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static JsonOptionsFormatter Options() => new();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ExpandoFormatter Dynamic() => new();

    // A process has one object for each name, and code compares names by reference.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static BuiltInSurrogateFormatter<XName, string> XmlName() =>
        new(static name => name.ToString(), static text => XName.Get(text));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static BuiltInSurrogateFormatter<XNamespace, string> XmlNamespace() => new(static space => space.NamespaceName, XNamespace.Get);

    // The child need not have registered the provider.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static BuiltInSurrogateFormatter<Encoding, CodePageState> CodePage() =>
        new(
            CodePageState.Of,
            static state => state.Make());

    private static readonly JsonDocumentOptions s_asDeepAsSent = new() { MaxDepth = int.MaxValue };

    private struct UriState
    {
        internal string Text;
        internal bool IsAbsolute;
    }

    private struct CodePageState
    {
        private int _number;
        private EncoderFallback? _encoder;
        private DecoderFallback? _decoder;

        // The way in which a code page itself treats characters that it lacks belongs to it, and is rebuilt with it.
        internal static CodePageState Of(Encoding encoding) => new()
        {
            _number = encoding.CodePage,
            _encoder = encoding.EncoderFallback is EncoderExceptionFallback or EncoderReplacementFallback ? encoding.EncoderFallback : null,
            _decoder = encoding.DecoderFallback is DecoderExceptionFallback or DecoderReplacementFallback ? encoding.DecoderFallback : null,
        };

        internal readonly Encoding Make()
        {
            var encoding = (Encoding)CodePagesEncodingProvider.Instance.GetEncoding(_number)!.Clone();
            if (_encoder is not null) encoding.EncoderFallback = _encoder;
            if (_decoder is not null) encoding.DecoderFallback = _decoder;
            return encoding;
        }
    }

    private struct RegexState
    {
        internal string Pattern;
        internal RegexOptions Options;
        internal TimeSpan Timeout;
    }

    private struct IPAddressState
    {
        internal byte[] Bytes;
        internal long Scope;
    }

    private struct JsonNodeState
    {
        internal static readonly JsonSerializerOptions Writing = new() { MaxDepth = 1_000 };

        internal string Text;
        internal bool IgnoresCase;
    }
}
