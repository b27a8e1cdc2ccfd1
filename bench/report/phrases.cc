#include "bench/report/phrases.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "bench/text/quantities.h"

namespace tlsbench {
namespace {

double PercentOf(double ratio) { return (ratio - 1) * 100; }

// How many decimals leave two significant digits, no fewer than 0 and no more than 2.
int DecimalsForTwoDigits(double value) {
  if (value == 0) {
    return 0;
  }
  return std::clamp(1 - static_cast<int>(std::floor(std::log10(std::fabs(value)))), 0, 2);
}

// A number and its "%" or "x" stay on one line.
std::size_t EndOfWord(std::string_view text) {
  std::size_t end = text.find(' ');
  while (end != std::string_view::npos && (text.substr(end).starts_with(" %") || text.substr(0, end) == "x")) {
    end = text.find(' ', end + 1);
  }
  return end;
}

double RoundedTo(double value, double unit) { return std::round(value / unit) * unit; }

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

std::string Fixed(std::optional<double> value, int decimals) {
  return value && std::isfinite(*value) ? fmt::format("{:.{}f}", *value, decimals) : "-";
}

std::string ListOf(const std::vector<std::string>& names) {
  if (names.size() < 2) {
    return names.empty() ? "" : names[0];
  }
  return fmt::format("{} and {}", fmt::join(names.begin(), names.end() - 1, ", "), names.back());
}

std::string Percent(double percent) {
  // Rounding first: 9.96 is "10", which has no decimals, and 347 is "350".
  const int magnitude = percent == 0 ? 0 : static_cast<int>(std::floor(std::log10(std::fabs(percent))));
  const double rounded = RoundedTo(percent, std::pow(10.0, std::max(magnitude - 1, -2)));
  const std::string text = fmt::format("{:.{}f}", rounded, DecimalsForTwoDigits(rounded));
  return text.find_first_of("123456789") == std::string::npos ? "0" : text;  // never "-0.00"
}

std::string ChangeRange(const Change& change) {
  return fmt::format("{} to {} %", Percent(PercentOf(change.ratio.interval->low)),
                     Percent(PercentOf(change.ratio.interval->high)));
}

std::string ChangeWords(const Change& change) {
  // Doubled and more reads better as a factor; near -100 % two digits would hide a factor of ten.
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

std::string NotCountedWords(const Change& change, std::string_view whose) {
  return fmt::format("{}, not counted: {} {} %", ChangeWords(change), whose, Percent(100 * change.noise));
}

std::string Wrap(std::string_view first, std::string_view original, std::size_t width) {
  std::string printable(original);
  std::replace_if(
      printable.begin(), printable.end(), [](unsigned char c) { return c < ' ' || c == 127; }, ' ');
  std::string_view text = printable;
  std::string result(first);
  std::size_t column = first.size();
  bool line_has_words = false;
  while (!text.empty()) {
    const std::string_view word = text.substr(0, EndOfWord(text));
    text.remove_prefix(std::min(text.size(), word.size() + 1));
    if (line_has_words && column + 1 + word.size() > width) {
      result.append("\n").append(first.size(), ' ');
      column = first.size();
      line_has_words = false;
    }
    result.append(line_has_words ? " " : "").append(word);
    column += word.size() + (line_has_words ? 1 : 0);
    line_has_words = true;
  }
  return result + "\n";
}

}  // namespace tlsbench
