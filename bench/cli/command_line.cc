#include "bench/cli/command_line.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <optional>

#include "bench/cli/help_text.h"
#include "bench/cli/mistakes.h"
#include "bench/cli/path_options.h"
#include "bench/cli/scenario_options.h"
#include "bench/plan/plan.h"

namespace tlsbench {
namespace {

using Words = std::vector<std::string>;

// Holds the option values as typed, before they are checked.
struct Raw {
  Words backends, clients, servers, links, alpn;
  std::string target, csv, format = "table", ca, sni, out;
  double seconds = 40;
  double timeout_seconds = 10;
  double precision = 1;
  int handshakes_per_cell = 0;
  int executions = 3;
  std::uint64_t seed = 1;
  bool as_shipped = false, insecure = false, no_request = false, samples = false, instructions = false;
  bool quiet = false, verbose = false;
  RawScenario scenario;
  RawPath path;
};

// Adds the options that select cells, except for the link.
void AddSelection(OptionSet& options, Raw& raw) {
  options.List("--backend", raw.backends,
               "Libraries, each against itself: a full name, or a prefix that ends before a '-' or a '.'; NAME@VARIANT "
               "masks CPU features (see list)");
  options.List("--client", raw.clients, "Client libraries; with --server, every client meets every server");
  options.List("--server", raw.servers, "Server libraries");
  AddScenarioOptions(options, raw.scenario);
}

void AddOptions(OptionSet& options, Raw& raw) {
  AddSelection(options, raw);
  options.List("--link", raw.links, "memory, loopback, path");
  AddPathOptions(options, raw.path);
  options.Flag("--as-shipped", raw.as_shipped, "Pin nothing but what is named: each library's own defaults");
  options.Value("--target", &raw.target, "HOST[:PORT]", "Measure a server: host, host:port or [IPv6]:port");
  options.Value("--ca", &raw.ca, "FILE", "Trusted roots for --target, PEM; else the system's");
  options.Flag("--insecure", raw.insecure, "Accept any certificate of --target");
  options.Value("--sni", &raw.sni, "NAME", "Name to send to --target and to find in its certificate");
  options.List("--alpn", raw.alpn, "Protocols to offer to --target; else http/1.1");
  options.Flag("--no-request", raw.no_request, "Send no HTTP request: no first-byte time");
  options.Value("--time", &raw.seconds, "SECONDS",
                "For the whole run; every cell gets at least a round of each execution that begins");
  options.Value("--precision", &raw.precision, "PERCENT",
                "Stop when every 95 % interval is narrower than this part of its median; 0: use the whole time");
  options.Value("--handshakes", &raw.handshakes_per_cell, "N", "At most so many for each cell");
  options.Value("--executions", &raw.executions, "N", "Fresh processes, one after another");
  options.Value("--seed", &raw.seed, "N", "Decides the order of the rounds");
  options.Value("--timeout", &raw.timeout_seconds, "SECONDS", "Bounds every single wait");
  options.Value("--out", &raw.out, "DIR", "Folder for the files; else results/<UTC time>");
  options.Value("--csv", &raw.csv, "-", "'-': the summary as CSV on stdout, instead of the table");
  options.Value("--format", &raw.format, "NAME",
                "On stdout: table, or benchstat for Go's benchmark format, a line for each round");
  options.Flag("--samples", raw.samples, "Also write samples.csv, a row for each handshake on a socket");
  options.Flag(
      "--instructions", raw.instructions,
      "Also count instructions of the memory link's rows, by callgrind: exact, slow, for builds of one library");
  options.Flag("--quiet", raw.quiet, "No progress, no notes");
  options.Flag("--verbose", raw.verbose, "Say what is done");
}

// Converts names to links; the link to a target comes with --target instead.
void ConvertLinks(const Words& words, Mistakes& mistakes, std::vector<LinkKind>& links) {
  std::vector<LinkKind> parsed;
  for (const std::string& word : words) {
    const auto link = ParseLink(word);
    if (!link || *link == LinkKind::kTarget) {
      mistakes.Check(false, Unknown("link", word, {"memory", "loopback", "path"}));
    } else if (std::find(parsed.begin(), parsed.end(), *link) == parsed.end()) {
      parsed.push_back(*link);
    }
  }
  links = parsed.empty() ? links : parsed;
}

void ConvertLists(const Raw& raw, Mistakes& mistakes, RunOptions& options) {
  ConvertLinks(raw.links, mistakes, options.links);
  for (const std::string& protocol : raw.alpn) {
    mistakes.Check(!protocol.empty() && protocol.size() <= 255, "an ALPN protocol name has 1 to 255 bytes");
  }
}

void CheckNumbers(const Raw& raw, Mistakes& mistakes) {
  constexpr double kDay = 86400;
  mistakes.Check(std::isfinite(raw.seconds) && raw.seconds > 0 && raw.seconds <= kDay,
                 "--time is a number of seconds above 0, up to 86400");
  mistakes.Check(std::isfinite(raw.timeout_seconds) && raw.timeout_seconds >= 0.1 && raw.timeout_seconds <= 600,
                 "--timeout is a number of seconds from 0.1 to 600");
  mistakes.Check(std::isfinite(raw.precision) && raw.precision >= 0 && raw.precision <= 100,
                 "--precision is a percentage from 0 to 100");
  mistakes.Check(raw.executions >= 1 && raw.executions <= 1000, "--executions is a number from 1 to 1000");
  mistakes.Check(raw.handshakes_per_cell >= 0, "--handshakes is a number above 0");
  mistakes.Check(raw.csv.empty() || raw.csv == "-",
                 "--csv takes only '-', for stdout; name a folder for the files with --out");
}

void CheckFormat(const Raw& raw, Mistakes& mistakes) {
  const Words formats = {"table", "benchstat"};
  if (std::find(formats.begin(), formats.end(), raw.format) == formats.end()) {
    mistakes.Check(false, Unknown("format", raw.format, formats));
  }
  mistakes.Check(raw.csv.empty() || raw.format == "table",
                 "--csv - and --format benchstat both want stdout; leave out one of them");
}

void CheckCombinations(const Raw& raw, Mistakes& mistakes, const RunOptions& options) {
  const bool memory = raw.target.empty() &&
                      std::find(options.links.begin(), options.links.end(), LinkKind::kMemory) != options.links.end();
  mistakes.Check(!raw.instructions || memory, "--instructions counts on the memory link, and this run has none");
  if (raw.target.empty()) {
    mistakes.Check(raw.ca.empty() && !raw.insecure && raw.sni.empty() && raw.alpn.empty(),
                   "--ca, --insecure, --sni and --alpn are for --target; local servers have certificates of their own");
    return;
  }
  mistakes.Check(!raw.as_shipped, "a target meets each library's own offer anyway; leave out --as-shipped");
  mistakes.Check(raw.links.empty(), "--target is a link of its own; leave out --link");
  mistakes.Check(raw.servers.empty(), "--target is the server; leave out --server");
  mistakes.Check(raw.ca.empty() || !raw.insecure, "--ca and --insecure contradict each other");
}

// The default number of handshakes with a target: it is polite, because the server belongs to somebody else.
constexpr unsigned kPoliteHandshakes = 300;

// Copies the values that are valid as typed.
void Copy(const Raw& raw, RunOptions& options) {
  options.backends = raw.backends;
  options.clients = raw.clients;
  options.servers = raw.servers;
  options.seconds = raw.seconds;
  options.handshakes_per_cell = static_cast<unsigned>(raw.handshakes_per_cell);
  if (options.target && options.handshakes_per_cell == 0) {
    options.handshakes_per_cell = kPoliteHandshakes;
  }
  options.precision = raw.precision;
  options.executions = raw.executions;
  options.seed = raw.seed;
  options.ca_file = raw.ca;
  options.insecure = raw.insecure;
  options.sni = raw.sni;
  options.alpn = raw.alpn;
  options.request = !raw.no_request;
  options.out = raw.out;
  options.csv_on_stdout = raw.csv == "-";
  options.benchstat_on_stdout = raw.format == "benchstat";
  options.samples = raw.samples;
  options.instructions = raw.instructions;
  options.quiet = raw.quiet;
  options.verbose = raw.verbose;
}

Command Convert(const Raw& raw, const Words& arguments) {
  RunOptions options;
  Mistakes mistakes;
  ConvertLists(raw, mistakes, options);
  CheckNumbers(raw, mistakes);
  CheckFormat(raw, mistakes);
  CheckCombinations(raw, mistakes, options);
  if (!raw.target.empty()) {
    const auto target = ParseHostPort(raw.target);
    mistakes.Check(target.has_value(), target ? "" : target.error());
    options.target = target ? std::optional(*target) : std::nullopt;
  }
  if (mistakes.first()) {
    return UsageError{*mistakes.first()};
  }
  options.as_shipped = raw.as_shipped;
  if (const auto mistake = ConvertScenario(raw.scenario, !raw.links.empty(), options)) {
    return UsageError{*mistake};
  }
  const bool early_data = options.AsksFor([](const Scenario& scenario) { return scenario.early_data(); });
  if (raw.no_request && early_data) {
    return UsageError{"early data is the request: leave out --no-request or early data"};
  }
  options.timeout = std::chrono::milliseconds(static_cast<std::int64_t>(raw.timeout_seconds * 1000));
  if (const auto mistake = ConvertPath(raw.path, !raw.links.empty(), options)) {
    return UsageError{*mistake};
  }
  options.arguments = arguments;
  Copy(raw, options);
  return options;
}

// Fills the options' targets from the arguments, or returns the command that answers instead (help, version, error).
std::optional<Command> Parse(const OptionSet& options, const Words& words) {
  const auto answer = options.Parse(words);
  if (!answer) {
    return std::nullopt;
  }
  return std::visit([](const auto& text) { return Command(text); }, *answer);
}

const std::map<std::string, ListFormat> kListFormats = {
    {"table", ListFormat::kTable}, {"markdown", ListFormat::kMarkdown}, {"csv", ListFormat::kCsv}};

Command ParseList(const Words& words) {
  ListCommand command;
  OptionSet options(kListDescription, "tlsbench list");
  options.List("--backend", command.backends, "Only these: a full name, or a prefix that ends before a '-' or a '.'");
  options.Flag("--parity", command.parity,
               "What each negotiates with the parameters that rows pin, and what it would choose by itself");
  std::string format = "table";
  options.Value("--format", &format, "FORMAT", "What each can do: table, markdown, csv");
  options.Exclude("--parity", "--format");
  if (const auto answer = Parse(options, words)) {
    return *answer;
  }
  const auto known = kListFormats.find(format);
  if (known == kListFormats.end()) {
    return UsageError{fmt::format("unknown format '{}'; there are table, markdown, csv", format)};
  }
  command.format = known->second;
  return command;
}

Command ParseCompare(const Words& words) {
  RawCompare raw;
  OptionSet options(kCompareDescription, "tlsbench compare");
  AddCompareOptions(options, raw);
  if (const auto answer = Parse(options, words)) {
    return *answer;
  }
  CompareCommand command;
  const auto mistake = ConvertCompare(raw, command);
  return mistake ? Command(UsageError{*mistake}) : Command(command);
}

const std::map<std::string, ReportFormat> kReportFormats = {
    {"table", ReportFormat::kTable}, {"csv", ReportFormat::kCsv}, {"benchstat", ReportFormat::kBenchstat}};

Command ParseReport(const Words& words) {
  Words operands;
  std::string format = "table";
  OptionSet options(kReportDescription, "tlsbench report");
  options.Value("operands", &operands, "", "DIR: the folder of a run");
  options.Value("--format", &format, "FORMAT", "What the run prints: table, csv for its --csv -, benchstat");
  if (const auto answer = Parse(options, words)) {
    return *answer;
  }
  if (operands.size() != 1) {
    return UsageError{fmt::format("report wants DIR, the folder of one run, and got {}", operands.size())};
  }
  const auto known = kReportFormats.find(format);
  if (known == kReportFormats.end()) {
    return UsageError{Unknown("format", format, {"table", "csv", "benchstat"})};
  }
  return ReportCommand{operands[0], known->second};
}

}  // namespace

Command ParseCommandLine(const std::vector<std::string>& arguments) {
  Words words = arguments;
  if (!words.empty() && !words[0].empty() && words[0][0] != '-') {
    const std::string command = words[0];
    words.erase(words.begin());
    if (command == "list") {
      return ParseList(words);
    }
    if (command == "compare") {
      return ParseCompare(words);
    }
    if (command == "report") {
      return ParseReport(words);
    }
    if (command != "run") {
      return UsageError{Unknown("command", command, {"run", "list", "compare", "report"})};
    }
  }
  Raw raw;
  OptionSet options(kDescription, "tlsbench");
  options.Version(std::string("tlsbench ") + TLSBENCH_VERSION);
  AddOptions(options, raw);
  const auto answer = Parse(options, words);
  return answer ? *answer : Convert(raw, arguments);
}

Command ParseSelection(const std::vector<std::string>& arguments) {
  Raw raw;
  raw.links = {"memory"};
  OptionSet options(kSelectionDescription, "tlsbench-gbench");
  options.Version(std::string("tlsbench-gbench ") + TLSBENCH_VERSION);
  AddSelection(options, raw);
  const auto answer = Parse(options, arguments);
  return answer ? *answer : Convert(raw, arguments);
}

}  // namespace tlsbench
