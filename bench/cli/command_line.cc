#include "bench/cli/command_line.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <optional>

#include "bench/cli/help_text.h"
#include "bench/cli/path_options.h"
#include "bench/cli/scenario_options.h"
#include "bench/plan/plan.h"

namespace tlsbench {
namespace {

using Words = std::vector<std::string>;

// The option values as typed, before they mean anything.
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

void AddList(CLI::App& app, const std::string& name, Words& target, const std::string& help) {
  app.add_option(name, target, help)->delimiter(',')->type_name("LIST");
}

// What names the cells, but for the link.
void AddSelection(CLI::App& app, Raw& raw) {
  AddList(app, "--backend", raw.backends,
          "Libraries, each against itself: a full name, or a prefix that ends before a '-' or a '.'; NAME@VARIANT "
          "masks CPU features (see list)");
  AddList(app, "--client", raw.clients, "Client libraries; with --server, every client meets every server");
  AddList(app, "--server", raw.servers, "Server libraries");
  AddScenarioOptions(app, raw.scenario);
}

void AddOptions(CLI::App& app, Raw& raw) {
  AddSelection(app, raw);
  AddList(app, "--link", raw.links, "memory, loopback, path");
  AddPathOptions(app, raw.path);
  app.add_flag("--as-shipped", raw.as_shipped, "Pin nothing but what is named: each library's own defaults");
  app.add_option("--target", raw.target, "Measure a server: host, host:port or [IPv6]:port")->type_name("HOST[:PORT]");
  app.add_option("--ca", raw.ca, "Trusted roots for --target, PEM; else the system's")->type_name("FILE");
  app.add_flag("--insecure", raw.insecure, "Accept any certificate of --target");
  app.add_option("--sni", raw.sni, "Name to send to --target and to find in its certificate")->type_name("NAME");
  AddList(app, "--alpn", raw.alpn, "Protocols to offer to --target; else http/1.1");
  app.add_flag("--no-request", raw.no_request, "Send no HTTP request: no first-byte time");
  app.add_option("--time", raw.seconds,
                 "For the whole run; every cell gets at least a round of each execution that begins")
      ->type_name("SECONDS");
  app.add_option("--precision", raw.precision,
                 "Stop when every 95 % interval is narrower than this part of its median; 0: use the whole time")
      ->type_name("PERCENT");
  app.add_option("--handshakes", raw.handshakes_per_cell, "At most so many for each cell")->type_name("N");
  app.add_option("--executions", raw.executions, "Fresh processes, one after another")->type_name("N");
  app.add_option("--seed", raw.seed, "Decides the order of the rounds")->type_name("N");
  app.add_option("--timeout", raw.timeout_seconds, "Bounds every single wait")->type_name("SECONDS");
  app.add_option("--out", raw.out, "Folder for the files; else results/<UTC time>")->type_name("DIR");
  app.add_option("--csv", raw.csv, "'-': the summary as CSV on stdout, instead of the table")->type_name("-");
  app.add_option("--format", raw.format,
                 "On stdout: table, or benchstat for Go's benchmark format, a line for each round")
      ->type_name("NAME");
  app.add_flag("--samples", raw.samples, "Also write samples.csv, a row for each handshake on a socket");
  app.add_flag(
      "--instructions", raw.instructions,
      "Also count instructions of the memory link's rows, by callgrind: exact, slow, for builds of one library");
  app.add_flag("--quiet", raw.quiet, "No progress, no notes");
  app.add_flag("--verbose", raw.verbose, "Say what is done");
}

// Turns words into values, keeping the first mistake. An option that was not given leaves its default.
class Converter {
 public:
  template <class Value, class Parse>
  void List(const std::string& what, const Words& words, const Words& known, Parse parse, std::vector<Value>& values) {
    std::vector<Value> parsed;
    for (const std::string& word : words) {
      const auto value = parse(word);
      if (!value) {
        Mistake(Unknown(what, word, known));
        return;
      }
      if (std::find(parsed.begin(), parsed.end(), *value) == parsed.end()) {
        parsed.push_back(*value);
      }
    }
    if (!parsed.empty()) {
      values = std::move(parsed);
    }
  }

  void Check(bool good, const std::string& mistake) {
    if (!good) {
      Mistake(mistake);
    }
  }

  void Mistake(const std::string& words) { mistake_ = mistake_.empty() ? words : mistake_; }
  const std::string& mistake() const { return mistake_; }

 private:
  std::string mistake_;
};

void ConvertLists(const Raw& raw, Converter& convert, RunOptions& options) {
  convert.List(
      "link", raw.links, {"memory", "loopback", "path"},
      [](const std::string& word) {
        return word == "target" ? std::nullopt : ParseLink(word);  // that link comes with --target
      },
      options.links);
  for (const std::string& protocol : raw.alpn) {
    convert.Check(!protocol.empty() && protocol.size() <= 255, "an ALPN protocol name has 1 to 255 bytes");
  }
}

void CheckNumbers(const Raw& raw, Converter& convert) {
  constexpr double kDay = 86400;
  convert.Check(std::isfinite(raw.seconds) && raw.seconds > 0 && raw.seconds <= kDay,
                "--time is a number of seconds above 0, up to 86400");
  convert.Check(std::isfinite(raw.timeout_seconds) && raw.timeout_seconds >= 0.1 && raw.timeout_seconds <= 600,
                "--timeout is a number of seconds from 0.1 to 600");
  convert.Check(std::isfinite(raw.precision) && raw.precision >= 0 && raw.precision <= 100,
                "--precision is a percentage from 0 to 100");
  convert.Check(raw.executions >= 1 && raw.executions <= 1000, "--executions is a number from 1 to 1000");
  convert.Check(raw.handshakes_per_cell >= 0, "--handshakes is a number above 0");
  convert.Check(raw.csv.empty() || raw.csv == "-",
                "--csv takes only '-', for stdout; name a folder for the files with --out");
}

void CheckFormat(const Raw& raw, Converter& convert) {
  const Words formats = {"table", "benchstat"};
  if (std::find(formats.begin(), formats.end(), raw.format) == formats.end()) {
    convert.Mistake(Unknown("format", raw.format, formats));
  }
  convert.Check(raw.csv.empty() || raw.format == "table",
                "--csv - and --format benchstat both want stdout; leave out one of them");
}

void CheckCombinations(const Raw& raw, Converter& convert, const RunOptions& options) {
  const bool memory = raw.target.empty() &&
                      std::find(options.links.begin(), options.links.end(), LinkKind::kMemory) != options.links.end();
  convert.Check(!raw.instructions || memory, "--instructions counts on the memory link, and this run has none");
  if (raw.target.empty()) {
    convert.Check(raw.ca.empty() && !raw.insecure && raw.sni.empty() && raw.alpn.empty(),
                  "--ca, --insecure, --sni and --alpn are for --target; local servers have certificates of their own");
    return;
  }
  convert.Check(!raw.as_shipped, "a target meets each library's own offer anyway; leave out --as-shipped");
  convert.Check(raw.links.empty(), "--target is a link of its own; leave out --link");
  convert.Check(raw.servers.empty(), "--target is the server; leave out --server");
  convert.Check(raw.ca.empty() || !raw.insecure, "--ca and --insecure contradict each other");
}

// A target is somebody's server: a polite number of handshakes unless told otherwise.
constexpr unsigned kPoliteHandshakes = 300;

Command Convert(const Raw& raw, const Words& arguments) {
  RunOptions options;
  Converter convert;
  ConvertLists(raw, convert, options);
  CheckNumbers(raw, convert);
  CheckFormat(raw, convert);
  CheckCombinations(raw, convert, options);
  if (!raw.target.empty()) {
    const auto target = ParseHostPort(raw.target);
    convert.Check(target.has_value(), target ? "" : target.error());
    options.target = target ? std::optional(*target) : std::nullopt;
  }
  if (!convert.mistake().empty()) {
    return UsageError{convert.mistake()};
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
  return options;
}

Words OptionNames(const CLI::App& app) {
  Words names;
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) {
      names.push_back("--" + name);
    }
  }
  return names;
}

// One line for whatever CLI11 did not like.
UsageError ExplainParseError(const CLI::App& app, const CLI::ParseError& error) {
  const auto* extras = dynamic_cast<const CLI::ExtrasError*>(&error);
  if (extras == nullptr) {
    return {fmt::format("{}; --help shows the options", error.what())};
  }
  for (std::string word : app.remaining()) {
    word = word.substr(0, word.find('='));
    return {word.rfind("-", 0) == 0 ? Unknown("option", word, OptionNames(app))
                                    : fmt::format("unexpected '{}'; --help shows the options", word)};
  }
  return {error.what()};
}

// Parses the words into the app; the answer if it was for help, the version, or a mistake.
std::optional<Command> Parse(CLI::App& app, Words words) {
  std::reverse(words.begin(), words.end());  // as CLI11 wants them
  try {
    app.parse(words);
  } catch (const CLI::CallForHelp&) {
    return PrintText{app.help()};
  } catch (const CLI::CallForVersion& version) {
    return PrintText{std::string(version.what()) + "\n"};
  } catch (const CLI::ParseError& error) {
    return ExplainParseError(app, error);
  }
  return std::nullopt;
}

const std::map<std::string, ListFormat> kListFormats = {
    {"table", ListFormat::kTable}, {"markdown", ListFormat::kMarkdown}, {"csv", ListFormat::kCsv}};

Command ParseList(const Words& words) {
  ListCommand command;
  CLI::App app(kListDescription, "tlsbench list");
  AddList(app, "--backend", command.backends, "Only these: a full name, or a prefix that ends before a '-' or a '.'");
  app.add_flag("--parity", command.parity,
               "What each negotiates with the parameters that rows pin, and what it would choose by itself");
  std::string format = "table";
  CLI::Option* format_option =
      app.add_option("--format", format, "What each can do: table, markdown, csv")->type_name("FORMAT");
  app.get_option("--parity")->excludes(format_option);
  if (const auto answer = Parse(app, words)) {
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
  CLI::App app(kCompareDescription, "tlsbench compare");
  AddCompareOptions(app, raw);
  if (const auto answer = Parse(app, words)) {
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
  CLI::App app(kReportDescription, "tlsbench report");
  app.add_option("operands", operands, "DIR: the folder of a run")->type_name("");
  app.add_option("--format", format, "What the run prints: table, csv for its --csv -, benchstat")->type_name("FORMAT");
  if (const auto answer = Parse(app, words)) {
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
  CLI::App app(kDescription, "tlsbench");
  app.set_version_flag("--version", std::string("tlsbench ") + TLSBENCH_VERSION);
  AddOptions(app, raw);
  const auto answer = Parse(app, words);
  return answer ? *answer : Convert(raw, arguments);
}

Command ParseSelection(const std::vector<std::string>& arguments) {
  Raw raw;
  raw.links = {"memory"};
  CLI::App app(kSelectionDescription, "tlsbench-gbench");
  app.set_version_flag("--version", std::string("tlsbench-gbench ") + TLSBENCH_VERSION);
  AddSelection(app, raw);
  const auto answer = Parse(app, arguments);
  return answer ? *answer : Convert(raw, arguments);
}

}  // namespace tlsbench
