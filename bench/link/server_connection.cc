#include "bench/link/server_connection.h"

#include <algorithm>

#include "bench/net/socket.h"

namespace tlsbench {
namespace {

constexpr std::string_view kEndOfRequest = "\r\n\r\n";
// The offset of the random in a record that begins with a ClientHello: record header, message header, legacy_version.
constexpr std::size_t kRandomOffset = 5 + 4 + 2;

}  // namespace

Random ServerConnection::client_random() const {
  Random random{};
  if (first_bytes.size() >= kRandomOffset + random.size()) {
    std::copy_n(first_bytes.begin() + kRandomOffset, random.size(), random.begin());
  }
  return random;
}

void ServerConnection::Feed(Bytes in, Buffer& out) {
  if (first_bytes.size() < kRandomOffset + Random().size()) {
    first_bytes.insert(first_bytes.end(), in.begin(), in.end());
  }
  const bool was_open = state == State::kOpen;
  state = connection->Feed(in, plaintext, out);
  if (!was_open && state == State::kOpen) {
    state = connection->Flush(out);
  }
}

std::string_view ServerConnection::NextRequest() const {
  const std::string_view text(reinterpret_cast<const char*>(plaintext.data()), plaintext.size());
  const std::size_t end = text.find(kEndOfRequest);
  return end == std::string_view::npos ? std::string_view() : text.substr(0, end + kEndOfRequest.size());
}

bool ServerConnection::Send(Buffer& out) {
  if (out.empty()) {
    return true;
  }
  stalls.Sent();
  if (!unsent.empty()) {
    unsent.insert(unsent.end(), out.begin(), out.end());
    out.clear();
    return true;
  }
  const auto sent = TrySendInWrites(fd.get(), out, writes);
  if (sent && *sent < out.size()) {
    unsent.assign(out.begin() + static_cast<std::ptrdiff_t>(*sent), out.end());
  }
  out.clear();
  return sent.has_value();
}

bool ServerConnection::SendWaiting() {
  const auto sent = TrySendInWrites(fd.get(), unsent, writes);
  if (sent) {
    unsent.erase(unsent.begin(), unsent.begin() + static_cast<std::ptrdiff_t>(*sent));
  }
  return sent.has_value();
}

}  // namespace tlsbench
