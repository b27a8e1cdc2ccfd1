// One JSON object a line: what a parent and its children say to each other. Both ends are the same binary, so that keys
// are the members' names and nothing here is an interface to anyone else. For .cc files, since it includes the whole of
// the library. Pure (any thread).

#ifndef TLSBENCH_BENCH_TEXT_JSON_LINES_H_
#define TLSBENCH_BENCH_TEXT_JSON_LINES_H_

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <string>
#include <tl/expected.hpp>

namespace tlsbench {

// Bytes that are no UTF-8 (a library's words, a server's answer) are replaced, never fatal.
inline std::string JsonLine(const nlohmann::json& object) {
  return object.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

// The error says what is wrong: no JSON, or a field that is missing or of another type.
template <class T>
tl::expected<T, std::string> FromJsonLine(const std::string& line) {
  const nlohmann::json object = nlohmann::json::parse(line, nullptr, false);
  if (object.is_discarded()) {
    return tl::unexpected(fmt::format("a message that is no JSON, of {} bytes", line.size()));
  }
  try {
    return object.get<T>();
  } catch (const nlohmann::json::exception& error) {
    return tl::unexpected(std::string(error.what()));
  }
}

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_TEXT_JSON_LINES_H_
