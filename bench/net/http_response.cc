#include "bench/net/http_response.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <system_error>

namespace tlsbench {
namespace {

constexpr std::string_view kEndOfLine = "\r\n";

std::string Lowered(std::string_view text) {
  std::string lowered(text);
  std::transform(lowered.begin(), lowered.end(), lowered.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return lowered;
}

// Returns the value of a field, without the blanks around it; `head` is in lower case.
std::optional<std::string_view> Field(std::string_view head, const std::string& name) {
  const std::size_t at = head.find("\r\n" + name + ":");
  if (at == std::string_view::npos) {
    return std::nullopt;
  }
  std::string_view value = head.substr(at + kEndOfLine.size() + name.size() + 1);
  value = value.substr(0, value.find('\r'));
  const std::size_t first = value.find_first_not_of(" \t");
  return first == std::string_view::npos ? "" : value.substr(first, value.find_last_not_of(" \t") + 1 - first);
}

// Statuses 204 and 304 have no body (RFC 9110, section 6.4.1).
bool HasNoBody(std::string_view head) {
  const std::string_view status = head.substr(std::min(head.size(), head.find(' ') + 1), 3);
  return status == "204" || status == "304";
}

}  // namespace

bool IsWholeResponse(std::string_view bytes) {
  const std::size_t end = bytes.find("\r\n\r\n");
  if (end == std::string_view::npos) {
    return false;
  }
  const std::string head = Lowered(bytes.substr(0, end + kEndOfLine.size()));
  const std::string_view body = bytes.substr(end + 2 * kEndOfLine.size());
  if (HasNoBody(head)) {
    return true;
  }
  if (const auto encoding = Field(head, "transfer-encoding"); encoding && encoding->ends_with("chunked")) {
    return body == "0\r\n\r\n" || body.ends_with("\r\n0\r\n\r\n");  // a last chunk without trailers
  }
  const auto length = Field(head, "content-length");
  std::uint64_t expected = 0;
  return length && std::from_chars(length->data(), length->data() + length->size(), expected).ec == std::errc() &&
         body.size() >= expected;
}

bool TellsItsEnd(std::string_view bytes) {
  const std::size_t end = bytes.find("\r\n\r\n");
  if (end == std::string_view::npos) {
    return true;
  }
  const std::string head = Lowered(bytes.substr(0, end + kEndOfLine.size()));
  return HasNoBody(head) || Field(head, "transfer-encoding") || Field(head, "content-length");
}

}  // namespace tlsbench
