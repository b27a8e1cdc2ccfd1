// Parses and prints durations, percentages, rates and counts. Pure functions. An error is one line that names `option`
// and shows how to write the value.

#ifndef TLSBENCH_BENCH_TEXT_QUANTITIES_H_
#define TLSBENCH_BENCH_TEXT_QUANTITIES_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace tlsbench {

// Parses "50ms", "0.2s", "300us" or "0" as microseconds, from 0 to 10 s.
tl::expected<std::int64_t, std::string> ParseDurationUs(const std::string& option, const std::string& text);

// Parses "1%" or "0.5" as percent, from 0 to less than 100.
tl::expected<double, std::string> ParseLossPercent(const std::string& option, const std::string& text);

// Parses "10mbit", "1gbit" or "500kbit" as megabits a second, from 0.01 to 100000.
tl::expected<double, std::string> ParseRateMbit(const std::string& option, const std::string& text);

// Parses a whole number of bytes from `least` to `most`.
tl::expected<int, std::string> ParseBytes(const std::string& option, const std::string& text, int least, int most);

// Prints a number without trailing zeros: "50", not "50.0"; "0.5", not "0.50".
std::string Plain(double value);

std::string Fixed(std::optional<double> value, int decimals);  // "-" if empty

// Prints a percentage with two significant digits: "8.1", "21", "340"; never more than two decimals.
std::string Percent(double percent);

std::string Thousands(std::uint64_t count);                        // "12,345"
std::string Counted(std::uint64_t count, std::string_view thing);  // "1 row", "2 rows"

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_TEXT_QUANTITIES_H_
