#include "bench/report/spread_text.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <vector>

#include "bench/report/phrases.h"
#include "bench/text/quantities.h"
#include "bench/text/wrapping.h"

namespace tlsbench {

std::string SpreadText(const std::optional<Spread>& spread, std::size_t width) {
  if (!spread) {
    return "";
  }
  std::vector<std::string> parts;
  for (const auto& [name, change] : spread->changes) {
    parts.push_back(fmt::format("{} {}", name, change.Telling() ? ChangeRange(change) : ChangeSentence(change)));
  }
  const Scenario& scenario = spread->cell.scenario;
  const std::optional<double> noise = spread->Noise();
  const std::string verdict =
      noise ? fmt::format("differences within {} % are not told from noise in this run", Percent(100 * *noise))
            : "too few rounds to say what this run could tell apart";
  return Wrap(
      "",
      fmt::format("A/A: {}, {}, TLS {} {}, was measured twice in the same rounds. The second differed by {}: {}.",
                  EndsName(spread->cell), PlaceName(spread->cell), ProtocolName(scenario.protocol),
                  HandshakeName(scenario.handshake), fmt::join(parts, ", "), verdict),
      width);
}

}  // namespace tlsbench
