#include "bench/report/phrases.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "bench/text/quantities.h"

namespace tlsbench {
namespace {

double PercentOf(double ratio) { return (ratio - 1) * 100; }

}  // namespace

std::string EndsName(const Cell& cell) {
  return IsCrossed(cell) ? fmt::format("{} -> {}", cell.client, cell.server) : cell.client;
}

bool IsCrossed(const Cell& cell) { return !cell.server.empty() && cell.client != cell.server; }

namespace {

std::string PathName(const PathConditions& path) {
  std::string name = fmt::format("path, RTT {} ms", Plain(static_cast<double>(path.rtt_us) / 1000));
  if (path.jitter_us > 0) {
    name += fmt::format(" +- {} ms", Plain(static_cast<double>(path.jitter_us) / 1000));
  }
  if (path.loss_percent > 0) {
    name += fmt::format(", {} % loss", Plain(path.loss_percent));
  }
  if (path.rate_mbit_per_s > 0) {
    name += fmt::format(", {} Mbit/s", Plain(path.rate_mbit_per_s));
  }
  return path.mtu_bytes == PathConditions().mtu_bytes ? name : fmt::format("{}, MTU {}", name, path.mtu_bytes);
}

}  // namespace

std::string PlaceName(const Cell& cell) {
  switch (cell.link) {
    case LinkKind::kPath:
      return PathName(cell.path);
    case LinkKind::kTarget:
      return cell.target;
    default:
      return std::string(LinkName(cell.link));
  }
}

std::string ChangeRange(const Change& change) {
  return fmt::format("{} to {} %", Percent(PercentOf(change.ratio.interval->low)),
                     Percent(PercentOf(change.ratio.interval->high)));
}

std::string ChangeSentence(const Change& change) {
  // A factor is easier to read from 2 on; near -100 % two digits would hide a factor of ten.
  const double ratio = change.ratio.value;
  const auto write = [&](double value) {
    if (ratio >= 2) {
      return fmt::format("{:.3g}", value);
    }
    return ratio < 0.1 ? fmt::format("{:.1f}", PercentOf(value)) : Percent(PercentOf(value));
  };
  const std::string size =
      ratio >= 2 ? fmt::format("x {}", write(ratio)) : fmt::format("{}{} %", ratio > 1 ? "+" : "", write(ratio));
  if (!change.Telling()) {
    return fmt::format("{} (too few rounds to tell)", size);
  }
  return fmt::format("{} ({} to {}{})", size, write(change.ratio.interval->low), write(change.ratio.interval->high),
                     change.paired ? "" : ", rounds not shared");
}

std::string NotCountedReasons(const Change& change, std::string_view whose) {
  return fmt::format("{}, not counted: {} {} %", ChangeSentence(change), whose, Percent(100 * change.noise));
}

}  // namespace tlsbench
