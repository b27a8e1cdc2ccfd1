// Writes and reads one JSON value a line: the messages between a parent and its child processes. Both ends are the same
// binary, so keys are the members' names and nothing here is an interface to other programs. Include it in .cc files
// only, since it includes the whole JSON library. Pure (any thread).

#ifndef TLSBENCH_BENCH_TEXT_JSON_LINES_H_
#define TLSBENCH_BENCH_TEXT_JSON_LINES_H_

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <tl/expected.hpp>

// Writes an empty optional as null. (nlohmann-json has this from 3.12 on.)
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

// Returns the value as one line. Bytes that are not UTF-8 (in a library's error, a server's answer) are replaced, never
// an error.
inline std::string JsonLine(const nlohmann::json& value) {
  return value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

// Returns the value that the JSON holds. The error says which field is missing or has another type.
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
