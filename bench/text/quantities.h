// Durations, percentages, rates and counts, as a user types them and as they are shown. Pure functions. An error is one
// line that shows how to write it; `option` stands in it.

#ifndef TLSBENCH_BENCH_TEXT_QUANTITIES_H_
#define TLSBENCH_BENCH_TEXT_QUANTITIES_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace tlsbench {

// "50ms", "0.2s", "300us", "0": microseconds, from 0 to 10 s.
tl::expected<std::int64_t, std::string> ParseDurationUs(const std::string& option, const std::string& text);

// "1%", "0.5": percent, from 0 to less than 100.
tl::expected<double, std::string> ParseLossPercent(const std::string& option, const std::string& text);

// "10mbit", "1gbit", "500kbit": megabits a second, from 0.01 to 100000.
tl::expected<double, std::string> ParseRateMbit(const std::string& option, const std::string& text);

// A whole number of bytes from `least` to `most`.
tl::expected<int, std::string> ParseBytes(const std::string& option, const std::string& text, int least, int most);

// 50 of "50.0", 0.5 of "0.50": no more decimals than it takes.
std::string Plain(double value);

std::string Fixed(std::optional<double> value, int decimals);  // "-" if empty

// A percentage with two significant digits: "8.1", "21", "340"; never more than two decimals.
std::string Percent(double percent);

std::string Thousands(std::uint64_t count);                        // "12,345"
std::string Counted(std::uint64_t count, std::string_view thing);  // "1 row", "2 rows"

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_TEXT_QUANTITIES_H_
