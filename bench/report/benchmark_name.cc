#include "bench/report/benchmark_name.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <functional>

#include "bench/report/phrases.h"
#include "bench/scenario/axes.h"

namespace tlsbench {
namespace {

using Add = std::function<void(bool unusual, const std::string& word)>;

void AddTransport(const Transport& transport, const Add& add) {
  add(transport.nagle, "nagle");
  add(transport.library_writes, "library-writes");
  add(transport.fast_open, "fast-open");
  add(!transport.congestion.empty(), transport.congestion);
}

}  // namespace

std::string BenchmarkName(const Cell& cell) {
  const Scenario& scenario = cell.scenario;
  const bool pinned = cell.link != LinkKind::kTarget && !scenario.as_shipped;
  const std::string client = NameInFiles(cell, cell.client);  // a twin's name carries a suffix
  std::string name = fmt::format("TLS{}/{}/{}", ProtocolName(scenario.protocol), HandshakeName(scenario.handshake),
                                 IsCrossed(cell) ? client + "->" + cell.server : client);
  const auto add = [&](bool unusual, const std::string& word) { name += unusual ? "/" + word : ""; };
  add(cell.link != LinkKind::kMemory, PlaceName(cell));
  for (const ScenarioAxis& axis : ScenarioAxes()) {
    const std::string usual = pinned ? axis.Usual(scenario) : axis.text(Scenario());
    const std::string value = axis.text(scenario);
    add(!axis.benchmark.empty() && value != usual, fmt::format(fmt::runtime(axis.benchmark), value));
  }
  AddTransport(cell.transport, add);
  std::replace_if(
      name.begin(), name.end(), [](unsigned char c) { return std::isspace(c) != 0; }, '_');
  return name;
}

}  // namespace tlsbench
