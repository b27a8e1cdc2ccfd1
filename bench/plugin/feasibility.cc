#include "bench/plugin/feasibility.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <iterator>
#include <sstream>

#include "bench/os/process.h"
#include "bench/plugin/capability_list.h"
#include "bench/plugin/loader.h"
#include "bench/scenario/endpoint.h"
#include "bench/scenario/scenario_list.h"

namespace tlsbench {
namespace {

constexpr std::chrono::seconds kAnswerLimit(20);  // a backend may have to try what it is asked about

}  // namespace

std::string Unsupported::Both() const {
  if (client == server) {
    return client;
  }
  return fmt::format("{}{}{}", client.empty() ? "" : "as client: " + client,
                     !client.empty() && !server.empty() ? "; " : "", server.empty() ? "" : "as server: " + server);
}

tl::expected<std::vector<Unsupported>, std::string> AskUnsupported(const std::string& file,
                                                                   const std::vector<Scenario>& scenarios) {
  SpawnOptions options;
  options.arguments = {"/proc/self/exe", "--internal-unsupported", file, EncodeScenarios(scenarios)};
  const auto output = RunCommand(options, kAnswerLimit);
  std::vector<Unsupported> answers;
  std::istringstream lines(output.value_or(""));
  for (Unsupported answer; std::getline(lines, answer.client) && std::getline(lines, answer.server);) {
    answers.push_back(answer);
  }
  if (answers.size() != scenarios.size()) {
    return tl::unexpected(fmt::format("{} crashed or hung when it was asked what it can do", file));
  }
  return answers;
}

tl::expected<std::vector<Capability>, std::string> AskCapabilities(const std::string& file) {
  const std::vector<Kind> kinds = Kinds();
  std::vector<Scenario> scenarios;
  std::transform(kinds.begin(), kinds.end(), std::back_inserter(scenarios),
                 [](const Kind& kind) { return kind.scenario; });
  const auto answers = AskUnsupported(file, scenarios);
  if (!answers) {
    return tl::unexpected(answers.error());
  }
  std::vector<Capability> capabilities;
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    capabilities.push_back({kinds[i].group, kinds[i].name, (*answers)[i].Both()});
  }
  return capabilities;
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
