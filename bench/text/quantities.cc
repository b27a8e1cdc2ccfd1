#include "bench/text/quantities.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>
#include <optional>
#include <string_view>

namespace tlsbench {
namespace {

constexpr double kLongestUs = 10e6;

struct Unit {
  std::string_view name;
  double factor;
};

struct Quantity {
  double value;
  std::string_view unit;
};

// Splits a text into a number, 0 or more, and the unit after it; nullopt if there is no number.
std::optional<Quantity> Split(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
  if (error != std::errc() || !std::isfinite(value) || value < 0 || std::signbit(value)) {
    return std::nullopt;
  }
  return Quantity{value, text.substr(static_cast<std::size_t>(end - text.data()))};
}

template <std::size_t kCount>
std::optional<double> Scaled(std::string_view text, const std::array<Unit, kCount>& units) {
  const auto quantity = Split(text);
  for (const Unit& unit : units) {
    if (quantity && quantity->unit == unit.name) {
      return quantity->value * unit.factor;
    }
  }
  return std::nullopt;
}

}  // namespace

tl::expected<std::int64_t, std::string> ParseDurationUs(const std::string& option, const std::string& text) {
  static constexpr std::array<Unit, 3> kUnits = {{{"us", 1}, {"ms", 1e3}, {"s", 1e6}}};
  const auto us = text == "0" ? std::optional<double>(0) : Scaled(text, kUnits);
  if (!us || *us > kLongestUs) {
    return tl::unexpected(
        fmt::format("{} '{}' is no duration from 0 to 10s; write it as 50ms, 0.2s or 300us", option, text));
  }
  return std::llround(*us);
}

tl::expected<double, std::string> ParseLossPercent(const std::string& option, const std::string& text) {
  static constexpr std::array<Unit, 2> kUnits = {{{"", 1}, {"%", 1}}};
  const auto percent = Scaled(text, kUnits);
  if (!percent || *percent > 100) {
    return tl::unexpected(fmt::format("{} '{}' is no percentage; write it as 1% or 0.5%", option, text));
  }
  if (*percent >= 100) {
    return tl::unexpected(fmt::format("{} {}: a path that loses every packet carries no handshake", option, text));
  }
  return *percent;
}

tl::expected<double, std::string> ParseRateMbit(const std::string& option, const std::string& text) {
  static constexpr std::array<Unit, 3> kUnits = {{{"kbit", 1e-3}, {"mbit", 1}, {"gbit", 1e3}}};
  const auto rate = Scaled(text, kUnits);
  if (!rate || *rate < 0.01 || *rate > 1e5) {
    return tl::unexpected(
        fmt::format("{} '{}' is no rate from 10kbit to 100gbit a second; write it as 10mbit or 500kbit", option, text));
  }
  return *rate;
}

tl::expected<int, std::string> ParseBytes(const std::string& option, const std::string& text, int least, int most) {
  int bytes = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), bytes);
  if (error != std::errc() || end != text.data() + text.size() || bytes < least || bytes > most) {
    return tl::unexpected(fmt::format("{} '{}' is no number of bytes from {} to {}", option, text, least, most));
  }
  return bytes;
}

std::string Plain(double value) { return fmt::format("{:.6g}", value); }

std::string Thousands(std::uint64_t count) {
  std::string digits = fmt::format("{}", count);
  for (std::size_t place = 3; place < digits.size(); place += 4) {
    digits.insert(digits.size() - place, 1, ',');
  }
  return digits;
}

std::string Counted(std::uint64_t count, std::string_view thing) {
  return fmt::format("{} {}{}", Thousands(count), thing, count == 1 ? "" : "s");
}

namespace {

// Returns how many decimals, from 0 to 2, leave two significant digits.
int DecimalsForTwoDigits(double value) {
  if (value == 0) {
    return 0;
  }
  return std::clamp(1 - static_cast<int>(std::floor(std::log10(std::fabs(value)))), 0, 2);
}

double RoundedTo(double value, double unit) { return std::round(value / unit) * unit; }

}  // namespace

std::string Fixed(std::optional<double> value, int decimals) {
  return value && std::isfinite(*value) ? fmt::format("{:.{}f}", *value, decimals) : "-";
}

std::string Percent(double percent) {
  // Rounds first: 9.96 is "10", which has no decimals, and 347 is "350".
  const int magnitude = percent == 0 ? 0 : static_cast<int>(std::floor(std::log10(std::fabs(percent))));
  const double rounded = RoundedTo(percent, std::pow(10.0, std::max(magnitude - 1, -2)));
  const std::string text = fmt::format("{:.{}f}", rounded, DecimalsForTwoDigits(rounded));
  return text.find_first_of("123456789") == std::string::npos ? "0" : text;  // never "-0.00"
}

}  // namespace tlsbench
