using System.Text;
using Flint.Host;
using Flint.Host.Cli;
using Microsoft.Extensions.Configuration;

// Our output is UTF-8 whatever the locale says: it is JSON, and keys are any Unicode.
var utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
await using var output = new StreamWriter(Console.OpenStandardOutput(), utf8) { AutoFlush = true };
await using var errors = TextWriter.Synchronized(new StreamWriter(Console.OpenStandardError(), utf8) { AutoFlush = true });
var isTerminal = !Console.IsOutputRedirected;
if (!isTerminal || args.Contains("--json"))
    ColdStart.Begin();
using var signals = new StopSignals();

try
{
    CommandLineBytes.RequireUtf8(args);
}
catch (UsageException e)
{
    return CliFailure.Report(e, errors);
}

var environment = new ConfigurationBuilder().AddEnvironmentVariables().Build();
var hasColors = isTerminal && string.IsNullOrEmpty(environment["NO_COLOR"]) && environment["TERM"] is not (null or "" or "dumb");
return await new FlintProgram(new CliConsole(output, errors, isTerminal, hasColors), new EmbeddedLimiters(), environment).RunAsync(args, signals.Token);
