#include "bench/plugin/feasibility.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>

#include "bench/os/process.h"
#include "bench/plugin/loader.h"
#include "bench/scenario/endpoint.h"

namespace tlsbench {
namespace {

constexpr std::chrono::seconds kAnswerLimit(20);
constexpr std::size_t kMostCells = 200;  // each asks a process; so many can hardly all be impossible
constexpr std::size_t kMostReasons = 3;

// What every library of ours can: asking would take longer than it tells.
bool IsUsual(const Cell& cell) {
  const Handshake handshake = cell.scenario.handshake;
  Scenario usual{cell.scenario.protocol, handshake, Auth::kEcdsaP256};
  usual.cipher_suite = DefaultCipherSuite(usual.protocol, usual.auth);
  usual.group = kGroupX25519;
  return cell.scenario == usual && (handshake == Handshake::kFull || handshake == Handshake::kTicket);
}

// Reasons by scenario, the client's and the server's; fewer if the library did not answer.
std::vector<std::string> Ask(const std::string& file, const std::vector<Scenario>& scenarios) {
  SpawnOptions options;
  options.arguments = {"/proc/self/exe", "--internal-unsupported", file, EncodeScenarios(scenarios)};
  const auto output = RunCommand(options, kAnswerLimit);
  std::vector<std::string> lines;
  for (std::size_t at = 0; output && at < output->size();) {
    const std::size_t end = output->find('\n', at);
    lines.push_back(output->substr(at, end - at));
    at = end == std::string::npos ? output->size() : end + 1;
  }
  return lines;
}

// Why a backend cannot be one end of the cell; nullopt if it can, or says nothing.
std::optional<std::string> WhyNot(const std::string& name, const Scenario& scenario, Role role,
                                  const std::vector<BackendInfo>& used) {
  static std::map<std::string, std::vector<std::string>> answers;  // one question for each backend and scenario
  const auto info = std::find_if(used.begin(), used.end(), [&](const BackendInfo& one) { return one.name == name; });
  if (info == used.end()) {
    return std::nullopt;
  }
  const std::string question = info->file + EncodeScenarios({scenario});
  if (answers.count(question) == 0) {
    answers[question] = Ask(info->file, {scenario});
  }
  const std::vector<std::string>& lines = answers[question];
  const std::size_t line = role == Role::kClient ? 0 : 1;
  return line >= lines.size() || lines[line].empty() ? std::nullopt
                                                     : std::optional(fmt::format("{}: {}", name, lines[line]));
}

}  // namespace

std::optional<std::string> WhyNothingIsPossible(const std::vector<Cell>& cells, const std::vector<BackendInfo>& used) {
  std::vector<std::string> reasons;
  if (cells.size() > kMostCells || std::any_of(cells.begin(), cells.end(), IsUsual)) {
    return std::nullopt;
  }
  for (const Cell& cell : cells) {
    std::optional<std::string> reason = WhyImpossible(cell.scenario, cell.link == LinkKind::kTarget);
    if (!reason && cell.link != LinkKind::kTarget) {
      reason = WhyNot(cell.client, cell.scenario, Role::kClient, used);
      reason = reason ? reason : WhyNot(cell.server, cell.scenario, Role::kServer, used);
    }
    if (!reason) {
      return std::nullopt;
    }
    if (std::find(reasons.begin(), reasons.end(), *reason) == reasons.end()) {
      reasons.push_back(*reason);
    }
  }
  const std::size_t more = reasons.size() - std::min(reasons.size(), kMostReasons);
  reasons.resize(reasons.size() - more);
  return reasons.empty() ? std::nullopt
                         : std::optional(fmt::format("nothing that was asked can be: {}{}", fmt::join(reasons, "; "),
                                                     more > 0 ? fmt::format("; and {} more reasons", more) : ""));
}

int SayUnsupported(const std::string& file, const std::string& scenarios, int out) {
  const auto plugin = LoadPlugin(file);
  const auto asked = DecodeScenarios(scenarios);
  if (!plugin || !asked) {
    return 1;
  }
  std::string lines;
  for (const Scenario& scenario : *asked) {
    for (const Role role : {Role::kClient, Role::kServer}) {
      lines += plugin->backend->Unsupported(LocalEndpoint(scenario, role)).value_or("") + "\n";
    }
  }
  return WriteAll(out, lines) ? 0 : 1;
}

}  // namespace tlsbench
