#include "bench/os/descriptor_passing.h"

#include <sys/socket.h>
#include <sys/uio.h>

#include <array>
#include <cstring>

namespace tlsbench {
namespace {

using ControlSpace = std::array<char, CMSG_SPACE(sizeof(int))>;

}  // namespace

bool SendPacket(int socket, const void* data, std::size_t length, int fd) {
  alignas(cmsghdr) ControlSpace space{};
  iovec part{const_cast<void*>(data), length};  // NOLINT(cppcoreguidelines-pro-type-const-cast): sendmsg's own type
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  if (fd >= 0) {
    message.msg_control = space.data();
    message.msg_controllen = space.size();
    cmsghdr* header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof(fd));
    std::memcpy(CMSG_DATA(header), &fd, sizeof(fd));
  }
  return sendmsg(socket, &message, MSG_NOSIGNAL) == static_cast<ssize_t>(length);
}

ssize_t ReceivePacket(int socket, void* data, std::size_t length, Fd& fd) {
  alignas(cmsghdr) ControlSpace space{};
  iovec part{data, length};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = space.data();
  message.msg_controllen = space.size();
  const ssize_t count = recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
  const cmsghdr* header = count > 0 ? CMSG_FIRSTHDR(&message) : nullptr;
  if (header != nullptr && header->cmsg_level == SOL_SOCKET && header->cmsg_type == SCM_RIGHTS) {
    int number = -1;
    std::memcpy(&number, CMSG_DATA(header), sizeof(number));
    fd = Fd(number);
  }
  return count;
}

}  // namespace tlsbench
