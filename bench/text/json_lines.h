// One JSON value a line: what a parent and its children say to each other. Both ends are the same binary, so that keys
// are the members' names and nothing here is an interface to anyone else. For .cc files, since it includes the whole of
// the library. Pure (any thread).

#ifndef TLSBENCH_BENCH_TEXT_JSON_LINES_H_
#define TLSBENCH_BENCH_TEXT_JSON_LINES_H_

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <tl/expected.hpp>

// An empty optional is null. (nlohmann-json has this from 3.12 on.)
template <class T>
struct nlohmann::adl_serializer<std::optional<T>> {
  // NOLINTBEGIN(readability-identifier-naming): the library's names
  static void to_json(json& object, const std::optional<T>& value) { object = value ? json(*value) : json(); }
  static void from_json(const json& object, std::optional<T>& value) {
    value = object.is_null() ? std::nullopt : std::optional<T>(object.get<T>());
  }
  // NOLINTEND(readability-identifier-naming)
};

namespace tlsbench {

// Bytes that are no UTF-8 (a library's words, a server's answer) are replaced, never fatal.
inline std::string JsonLine(const nlohmann::json& value) {
  return value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

// The error says which field is missing or of another type.
template <class T>
tl::expected<T, std::string> FromJson(const nlohmann::json& value) {
  try {
    return value.get<T>();
  } catch (const nlohmann::json::exception& error) {
    return tl::unexpected(std::string(error.what()));
  }
}

template <class T>
tl::expected<T, std::string> FromJsonLine(const std::string& line) {
  const nlohmann::json value = nlohmann::json::parse(line, nullptr, false);
  if (value.is_discarded()) {
    return tl::unexpected(fmt::format("a message that is no JSON, of {} bytes", line.size()));
  }
  return FromJson<T>(value);
}

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_TEXT_JSON_LINES_H_
