// Converts values to names and back by a table. Used by the files of this folder that name something. Pure functions;
// any thread.

#ifndef TLSBENCH_BENCH_SCENARIO_NAME_TABLE_H_
#define TLSBENCH_BENCH_SCENARIO_NAME_TABLE_H_

#include <algorithm>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace tlsbench {

template <class Value>
struct Named {
  Value value;
  std::string_view name;
};

template <class Table>
std::string_view NameIn(const Table& table, decltype(table[0].value) value) {
  const auto found = std::find_if(std::begin(table), std::end(table), [&](auto& row) { return row.value == value; });
  return found == std::end(table) ? std::string_view() : found->name;
}

template <class Table>
auto ValueIn(const Table& table, std::string_view name) {
  using Value = std::remove_cv_t<decltype(table[0].value)>;
  const auto found = std::find_if(std::begin(table), std::end(table), [&](auto& row) { return row.name == name; });
  return found == std::end(table) ? std::optional<Value>() : std::optional<Value>(found->value);
}

template <class Table>
std::vector<std::string> NamesIn(const Table& table) {
  std::vector<std::string> names;
  std::transform(std::begin(table), std::end(table), std::back_inserter(names),
                 [](auto& row) { return std::string(row.name); });
  return names;
}

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_SCENARIO_NAME_TABLE_H_
