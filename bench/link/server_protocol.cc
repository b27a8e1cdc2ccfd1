#include "bench/link/server_protocol.h"

#include <sys/socket.h>

#include <algorithm>

namespace tlsbench {

bool SendSetup(int control, std::string_view text) {
  const std::size_t length = text.size();
  if (send(control, &length, sizeof(length), MSG_NOSIGNAL) != static_cast<ssize_t>(sizeof(length))) {
    return false;
  }
  while (!text.empty()) {
    const ssize_t sent = send(control, text.data(), std::min(text.size(), kMaxPacketBytes), MSG_NOSIGNAL);
    if (sent <= 0) {
      return false;
    }
    text.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

std::string ReceiveSetup(int control) {
  std::size_t length = 0;
  if (recv(control, &length, sizeof(length), 0) != static_cast<ssize_t>(sizeof(length))) {
    return "";
  }
  std::string text(length, '\0');
  for (std::size_t at = 0; at < length;) {
    const ssize_t count = recv(control, text.data() + at, length - at, 0);
    if (count <= 0) {
      return "";
    }
    at += static_cast<std::size_t>(count);
  }
  return text;
}

}  // namespace tlsbench
