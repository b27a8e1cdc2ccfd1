#include "bench/command/run_setup.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "bench/command/progress.h"
#include "bench/files/csv_writer.h"
#include "bench/files/flights_csv.h"
#include "bench/measure/callgrind_runner.h"
#include "bench/measure/library_defaults.h"
#include "bench/meter/callgrind.h"
#include "bench/net/path_process.h"
#include "bench/net/reachability.h"
#include "bench/os/file.h"
#include "bench/os/system_load.h"
#include "bench/plan/plan.h"
#include "bench/plan/possible_cells.h"
#include "bench/plugin/describe.h"
#include "bench/plugin/feasibility.h"
#include "bench/scenario/endpoint.h"

namespace tlsbench {
namespace {

std::string Request(const RunOptions& options) {
  const std::string host = options.target ? FormatHostPort(*options.target) : std::string(kServerName);
  return options.request ? fmt::format(
                               "GET / HTTP/1.1\r\nHost: {}\r\nUser-Agent: tlsbench/{}\r\nAccept: */*\r\n"
                               "Connection: close\r\n\r\n",
                               host, TLSBENCH_VERSION)
                         : "";
}

// Opens the folder of the run. Returns an error, or nullopt.
std::optional<std::string> OpenFolder(const RunOptions& options, RunFolder& folder) {
  const std::string path = options.out.empty() ? "results/" + UtcTimeForName() : options.out;
  auto created = RunFolder::Create(path, options.samples);
  if (!created) {
    return created.error();
  }
  folder = std::move(*created);
  folder.summary.Append(SummaryCsvHeader());
  folder.rounds.Append(RoundsCsvHeader());
  folder.flights.Append(FlightsCsvHeader());
  if (options.samples) {
    folder.samples.Append(SamplesCsvHeader());
  }
  return std::nullopt;
}

void ProbeTarget(const RunOptions& options, RunSetup& setup) {
  const auto probed = Probe(*options.target, options.timeout);
  if (!probed) {
    for (std::size_t cell = 0; cell < setup.cells.size(); ++cell) {
      setup.ends[cell] = {Status::kFailed, probed.error()};
    }
    return;
  }
  Say(options.verbose, "{} is {}, looked up in {:.1f} ms", FormatHostPort(*options.target), probed->address,
      probed->name_lookup_ms);
  setup.task.inputs.target.address = setup.facts.target_address = probed->address;
  setup.facts.name_lookup_ms = probed->name_lookup_ms;
}

std::optional<std::string> SetUpTarget(const RunOptions& options, RunSetup& setup) {
  auto roots = options.ca_file.empty() ? SystemRoots() : ReadFile(options.ca_file);
  if (!roots && !options.insecure) {
    return roots.error();
  }
  if (roots && !options.ca_file.empty() && roots->find("-----BEGIN CERTIFICATE-----") == std::string::npos) {
    return fmt::format("{} holds no certificate; --ca wants a PEM file of trusted roots", options.ca_file);
  }
  TargetInputs& target = setup.task.inputs.target;
  target.trust_anchors_pem = roots.value_or("");
  target.verify_peer = !options.insecure;
  target.server_name = options.sni.empty() ? options.target->host : options.sni;
  target.alpn = options.alpn;
  if (target.alpn.empty() && options.request) {
    target.alpn = {std::string(kAlpnHttp11)};
  }
  target.port = options.target->port;
  ProbeTarget(options, setup);
  return std::nullopt;
}

// Makes the certificates. Cells whose certificates cannot be made on this machine end before they begin; if these are
// all cells, it returns an error.
std::optional<std::string> MakeCertificates(const RunOptions& options, RunSetup& setup) {
  const auto say = [&](const CertificateKey& key) {
    Say(options.verbose, "making {} certificates", AuthName(key.auth));
  };
  for (std::size_t i = 0; i < setup.cells.size(); ++i) {
    const auto reason = AddCredentials(setup.cells[i].scenario, setup.task.inputs.credentials, say);
    if (!reason) {
      return reason.error();
    }
    if (*reason) {
      setup.ends[i] = {Status::kUnsupported, **reason};
    }
  }
  return setup.ends.size() == setup.cells.size() ? std::optional(setup.ends.at(0).reason) : std::nullopt;
}

std::vector<Cell> CellsThatBegin(const RunSetup& setup) {
  std::vector<Cell> cells;
  for (std::size_t i = 0; i < setup.cells.size(); ++i) {
    if (setup.ends.count(i) == 0) {
      cells.push_back(setup.cells[i]);
    }
  }
  return cells;
}

// Fills in the backends that take part, by file.
void FillBackends(const BackendList& list, RunSetup& setup) {
  setup.facts.refused_plugins = list.refused;
  std::set<std::string> files;
  for (const BackendInfo& info : BackendsOf(setup.cells, list)) {
    setup.facts.backends.push_back(info);
    setup.task.inputs.plugins.push_back(info.file);
    files.insert(info.file.substr(0, info.file.rfind('@')));  // a variant is the same file as its plug-in
    files.insert(info.library_files.begin(), info.library_files.end());
  }
  for (const std::string& file : files) {
    setup.facts.file_hashes.emplace_back(file, FileHash(file));
  }
}

// Tries TCP's settings, so that what the kernel refuses is reported now, in one line, and not in every row.
std::optional<std::string> TryTransport(const RunOptions& options) {
  if (!options.target && options.links == std::vector{LinkKind::kMemory}) {
    return std::nullopt;
  }
  const bool path =
      !options.target && std::find(options.links.begin(), options.links.end(), LinkKind::kPath) != options.links.end();
  for (const PathConditions& conditions : path ? options.paths : std::vector<PathConditions>()) {
    if (const auto made = PathProcess::Start(conditions, options.transport, options.seed, options.timeout); !made) {
      return fmt::format("there is no path link here: {}", made.error());
    }
  }
  const bool here = options.target || options.links != std::vector{LinkKind::kPath};
  const auto socket = here ? NewSocket(AF_INET, options.transport) : Fd();
  return socket ? std::nullopt : std::optional(socket.error());
}

void FillFacts(const RunOptions& options, RunFacts& facts) {
  facts.arguments = options.arguments;
  facts.protocols = options.Protocols();
  facts.sweep = options.sweep;
  facts.seed = options.seed;
  facts.executions = options.executions;
  facts.seconds = options.seconds;
  facts.started = UtcTime();
  facts.request = options.request;
  facts.transport = options.transport;
  facts.as_shipped = options.as_shipped;
  facts.environment = ReadEnvironment();
  facts.load_before = ReadLoad();
}

void FillTask(const RunOptions& options, const std::vector<Cell>& cells, WorkerTask& task) {
  task.as_shipped = options.as_shipped;
  RunInputs& inputs = task.inputs;
  inputs.cells = cells;
  inputs.seed = options.seed;
  inputs.timeout_ms = options.timeout.count();
  inputs.transport = options.transport;
  inputs.request = Request(options);
}

}  // namespace

tl::expected<RunSetup, std::string> SetUpRun(const RunOptions& options) {
  RunSetup setup;
  if (options.instructions) {
    const auto version = CallgrindVersion();
    if (!version) {
      return tl::unexpected(version.error());
    }
    setup.facts.instructions = InstructionFacts{*version, kCollectedHandshakes, {}, {}};
  }
  const BackendList list = DescribeBackends();
  auto cells = PlanCells(options, list);
  if (!cells) {
    return tl::unexpected(cells.error());
  }
  setup.cells = std::move(*cells);
  if (const auto reason = WhyNothingIsPossible(setup.cells, BackendsOf(setup.cells, list))) {
    return tl::unexpected(*reason);
  }
  setup.cells.push_back(setup.cells.front());  // measured twice: any difference between the two is noise
  setup.cells.back().twin = true;
  if (const auto mistake = TryTransport(options)) {
    return tl::unexpected(*mistake);
  }
  if (const auto mistake = options.target ? std::nullopt : MakeCertificates(options, setup)) {
    return tl::unexpected(*mistake);  // before the folder is made: the user may have to change --chain-bytes
  }
  if (const auto mistake = OpenFolder(options, setup.folder)) {
    return tl::unexpected(*mistake);
  }
  Say(options.verbose, "{} cells, files in {}", setup.cells.size(), setup.folder.path);
  FillTask(options, setup.cells, setup.task);
  if (const auto mistake = options.target ? SetUpTarget(options, setup) : std::nullopt) {
    return tl::unexpected(*mistake);
  }
  FillFacts(options, setup.facts);
  FillBackends(list, setup);
  Say(options.verbose, "asking each library what it would choose by itself");
  AddBehaviours(setup.facts.backends, PinsOf(CellsThatBegin(setup)));
  return setup;
}

}  // namespace tlsbench
