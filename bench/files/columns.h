// Defines columns of CSV files, each for both directions: one table writes a file and reads it back, so that writer and
// reader always agree. Used by the files of this folder that hold such a table. Pure functions; any thread.
//
// A quantity is named by the members that lead to it: Us("client_cpu_us", &Round::client_cpu, &RoundCpu::total_us). If
// an optional among them is empty, the field is empty; a field that is not empty fills these optionals.

#ifndef TLSBENCH_BENCH_FILES_COLUMNS_H_
#define TLSBENCH_BENCH_FILES_COLUMNS_H_

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <charconv>
#include <cmath>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <type_traits>
#include <utility>
#include <vector>

#include "bench/files/csv_reader.h"

namespace tlsbench {

// Says why a text is refused ("no count"); empty if the row has taken the value.
using Refusal = std::string_view;

template <class Row>
struct Column {
  std::string_view name;
  std::function<std::string(const Row&)> get;                 // empty: not measured
  std::function<Refusal(const std::string& text, Row&)> set;  // never called with an empty text

  Column(std::string_view its_name, std::function<std::string(const Row&)> its_get,
         std::function<Refusal(const std::string&, Row&)> its_set)
      : name(its_name), get(std::move(its_get)), set(std::move(its_set)) {}

  // Makes a column of a row from a column of the row's base class.
  template <class Base>
  Column(const Column<Base>& base)  // NOLINT(google-explicit-constructor): tables mix both
      : name(base.name), get(base.get), set(base.set) {}
};

template <class Row>
using Columns = std::vector<Column<Row>>;

template <class Row>
Columns<Row> Joined(std::initializer_list<Columns<Row>> parts) {
  Columns<Row> all;
  for (const Columns<Row>& part : parts) {
    all.insert(all.end(), part.begin(), part.end());
  }
  return all;
}

// Returns the same columns for a class derived from their row.
template <class Row, class Base>
Columns<Row> Of(const Columns<Base>& base) {
  return Columns<Row>(base.begin(), base.end());
}

// The decimals that keep the full resolution of the clocks: nanoseconds in microseconds, 100 ns in milliseconds.
inline constexpr int kUsDecimals = 3;
inline constexpr int kMsDecimals = 4;
inline constexpr int kSecondsDecimals = 6;
inline constexpr int kRateDecimals = 3;
inline constexpr int kPercentDecimals = 3;

namespace columns_internal {

template <class Value>
const Value* Known(const Value& value) {
  return &value;
}
template <class Value>
const Value* Known(const std::optional<Value>& value) {
  return value ? &*value : nullptr;
}
template <class Value>
Value& Made(Value& value) {
  return value;
}
template <class Value>
Value& Made(std::optional<Value>& value) {
  return value ? *value : value.emplace();
}

template <class Object>
const Object* Find(const Object& object) {
  return &object;
}
// Returns the quantity at the end of the members; null if an optional among them is empty.
template <class Object, class Member, class... Rest>
auto Find(const Object& object, Member member, Rest... rest) {
  const auto* const value = Known(object.*member);
  using Found = decltype(Find(*value, rest...));
  return value != nullptr ? Find(*value, rest...) : Found(nullptr);
}

template <class Object>
Object& Make(Object& object) {
  return object;
}
template <class Object, class Member, class... Rest>
auto& Make(Object& object, Member member, Rest... rest) {
  return Make(Made(object.*member), rest...);
}

template <class Value>
bool Parse(const std::string& text, Value& value) {
  const char* const end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, value);
  return error == std::errc() && stopped == end;
}

}  // namespace columns_internal

inline std::string Number(double value, int decimals) {
  return std::isfinite(value) ? fmt::format("{:.{}f}", value, decimals) : "";
}

// Parses a finite number that is at least `least`.
inline Refusal ParseNumber(const std::string& text, double least, Refusal refusal, double& value) {
  return columns_internal::Parse(text, value) && std::isfinite(value) && value >= least ? Refusal() : refusal;
}

// Makes a column of numbers with `decimals` decimals.
template <class Row, class First, class... Rest>
auto NumberColumn(std::string_view name, int decimals, double least, Refusal refusal, First Row::*first, Rest... rest) {
  return Column<Row>(
      name,
      [=](const Row& row) {
        const double* const value = columns_internal::Find(row, first, rest...);
        return value != nullptr ? Number(*value, decimals) : std::string();
      },
      [=](const std::string& text, Row& row) {
        return ParseNumber(text, least, refusal, columns_internal::Make(row, first, rest...));
      });
}

template <class... Members>
auto Us(std::string_view name, Members... members) {
  return NumberColumn(name, kUsDecimals, 0, "no time", members...);
}

template <class... Members>
auto Ms(std::string_view name, Members... members) {
  return NumberColumn(name, kMsDecimals, 0, "no time", members...);
}

// Makes a column of percentages, which may be negative.
template <class... Members>
auto PercentColumn(std::string_view name, Members... members) {
  return NumberColumn(name, kPercentDecimals, -1e300, "no percentage", members...);
}

// Makes a column of whole numbers. An `int` is always a count here, so it is never negative; other signed types may be.
template <class Row, class First, class... Rest>
auto Whole(std::string_view name, First Row::*first, Rest... rest) {
  return Column<Row>(
      name,
      [=](const Row& row) {
        const auto* const value = columns_internal::Find(row, first, rest...);
        return value != nullptr ? fmt::format("{}", *value) : std::string();
      },
      [=](const std::string& text, Row& row) {
        auto& value = columns_internal::Make(row, first, rest...);
        const bool counts = columns_internal::Parse(text, value);
        if constexpr (std::is_same_v<decltype(value), int&>) {
          return counts && value >= 0 ? Refusal() : Refusal("no count");
        } else {
          return counts ? Refusal() : Refusal("no count");
        }
      });
}

template <class Row, class First, class... Rest>
auto Text(std::string_view name, First Row::*first, Rest... rest) {
  return Column<Row>(
      name,
      [=](const Row& row) {
        const std::string* const value = columns_internal::Find(row, first, rest...);
        return value != nullptr ? *value : std::string();
      },
      [=](const std::string& text, Row& row) {
        columns_internal::Make(row, first, rest...) = text;
        return Refusal();
      });
}

// Makes a column of 0 or 1.
template <class Row, class First, class... Rest>
auto Flag(std::string_view name, First Row::*first, Rest... rest) {
  return Column<Row>(
      name,
      [=](const Row& row) {
        const bool* const value = columns_internal::Find(row, first, rest...);
        return value != nullptr ? fmt::format("{}", int{*value}) : std::string();
      },
      [=](const std::string& text, Row& row) {
        columns_internal::Make(row, first, rest...) = text == "1";
        return text == "0" || text == "1" ? Refusal() : Refusal("neither 0 nor 1");
      });
}

// Returns the column, filled only in rows for which `holds` returns true.
template <class Row, class Holds>
Column<Row> Only(Holds holds, const Column<Row>& column) {
  return {column.name, [holds, get = column.get](const Row& row) { return holds(row) ? get(row) : std::string(); },
          column.set};
}

// Returns the column for rows that have its row as a member instead of a base class.
template <class Row, class Part>
Column<Row> Inside(Part Row::*part, const Column<Part>& column) {
  return {column.name, [part, get = column.get](const Row& row) { return get(row.*part); },
          [part, set = column.set](const std::string& text, Row& row) { return set(text, row.*part); }};
}

template <class Row, class Part>
Columns<Row> Inside(Part Row::*part, const Columns<Part>& columns) {
  Columns<Row> inside;
  for (const Column<Part>& column : columns) {
    inside.push_back(Inside(part, column));
  }
  return inside;
}

// Returns one field: quoted if it holds a comma, a quote or a line break.
std::string CsvField(std::string_view text);

template <class Row>
std::string HeaderOf(const Columns<Row>& columns) {
  std::vector<std::string_view> names;
  for (const Column<Row>& column : columns) {
    names.push_back(column.name);
  }
  return fmt::format("{}\n", fmt::join(names, ","));
}

template <class Row>
std::string LineOf(const Row& row, const Columns<Row>& columns) {
  std::vector<std::string> fields;
  for (const Column<Row>& column : columns) {
    fields.push_back(CsvField(column.get(row)));
  }
  return fmt::format("{}\n", fmt::join(fields, ","));
}

// Sets `written` to what a reader of the file gets: numbers with the digits in the file.
template <class Row>
void SetAsWritten(const Row& row, const Columns<Row>& columns, Row& written) {
  for (const Column<Row>& column : columns) {
    if (const std::string text = column.get(row); !text.empty()) {
      column.set(text, written);
    }
  }
}

// Reads the columns of a table that the file has: files of older runs have fewer, and foreign files may have more.
template <class Row>
class ColumnReader {
 public:
  ColumnReader(const CsvTable& table, const Columns<Row>& columns) {
    for (const Column<Row>& column : columns) {
      if (const auto index = table.Column(column.name)) {
        columns_.emplace_back(*index, &column);
      }
    }
  }

  // Reads a row. The error names the column and its refused text.
  tl::expected<Row, std::string> Read(const CsvRow& row) const {
    Row read{};
    for (const auto& [index, column] : columns_) {
      const std::string& text = row.fields[index];
      const Refusal refusal = text.empty() ? Refusal() : column->set(text, read);
      if (!refusal.empty()) {
        return tl::unexpected(fmt::format("{} is '{}', which is {}", column->name, Shown(text), refusal));
      }
    }
    return read;
  }

 private:
  std::vector<std::pair<std::size_t, const Column<Row>*>> columns_;
};

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_FILES_COLUMNS_H_
