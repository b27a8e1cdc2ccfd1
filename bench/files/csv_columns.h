// Columns of CSV files and how values become fields. Used by the files of this folder that write one (csv_writer.h).
// Pure functions; any thread.

#ifndef TLSBENCH_BENCH_FILES_CSV_COLUMNS_H_
#define TLSBENCH_BENCH_FILES_CSV_COLUMNS_H_

#include <fmt/format.h>

#include <cmath>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bench/files/csv_writer.h"
#include "bench/result/result.h"
#include "bench/scenario/axes.h"
#include "bench/text/quantities.h"

namespace tlsbench {

// A column is its name and how to fill it, so that a header and its rows cannot drift apart.
template <class Row>
struct Column {
  std::string_view name;
  std::string (*value)(const Row& row);
};

// Decimals that keep every digit a clock can tell: nanoseconds in microseconds, 100 ns in milliseconds.
inline constexpr int kUsDecimals = 3;
inline constexpr int kMsDecimals = 4;
inline constexpr int kSecondsDecimals = 6;
inline constexpr int kRateDecimals = 3;
inline constexpr int kPercentDecimals = 3;

inline std::string Number(std::optional<double> value, int decimals) {
  return value && std::isfinite(*value) ? fmt::format("{:.{}f}", *value, decimals) : "";
}

// A condition of the emulated path; empty on other links.
inline std::string OfPath(const Cell& cell, double value) { return cell.link == LinkKind::kPath ? Plain(value) : ""; }

inline double PathMs(std::int64_t us) { return static_cast<double>(us) / 1000; }

inline std::string Rate(const Cell& cell) {  // empty too where nothing was asked for
  return cell.path.rate_mbit_per_s > 0 ? OfPath(cell, cell.path.rate_mbit_per_s) : "";
}

// How TCP was used; empty in memory.
inline std::string OfTcp(const Cell& cell, const std::string& value) {
  return cell.link == LinkKind::kMemory ? "" : value;
}

inline std::string WriteMode(const Transport& transport) { return transport.library_writes ? "library" : "flight"; }

inline std::string Us(std::optional<double> value) { return Number(value, kUsDecimals); }
inline std::string Ms(std::optional<double> value) { return Number(value, kMsDecimals); }

template <class Integer>
std::string Count(Integer value) {
  return fmt::format("{}", value);
}

inline std::string Part(const std::optional<CpuParts>& parts, double CpuParts::*part) {
  return parts ? Us((*parts).*part) : "";
}

inline std::string Counter(const std::optional<CounterValues>& values, std::int64_t CounterValues::*value) {
  return values ? Count((*values).*value) : "";
}

// Empty where the chain is as it comes.
inline std::string ChainBytes(const Cell& cell) { return AxisNamed("chain-bytes").FileText(cell.scenario, false); }

template <class Columns>
std::string Names(const Columns& columns) {
  std::vector<std::string_view> names;
  for (const auto& column : columns) {
    names.push_back(column.name);
  }
  return fmt::format("{}", fmt::join(names, ","));
}

template <class Row, class Columns>
std::string Fields(const Row& row, const Columns& columns) {
  std::vector<std::string> fields;
  for (const auto& column : columns) {
    fields.push_back(CsvField(column.value(row)));
  }
  return fmt::format("{}", fmt::join(fields, ","));
}

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_FILES_CSV_COLUMNS_H_
