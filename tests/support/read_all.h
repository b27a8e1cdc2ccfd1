// What comes out of a pipe until its other end is closed. For tests.

#ifndef TLSBENCH_TESTS_SUPPORT_READ_ALL_H_
#define TLSBENCH_TESTS_SUPPORT_READ_ALL_H_

#include <unistd.h>

#include <array>
#include <string>

namespace tlsbench {

inline std::string ReadAll(int fd) {
  std::string text;
  std::array<char, 65536> chunk{};
  ssize_t count = 0;
  while ((count = read(fd, chunk.data(), chunk.size())) > 0) {
    text.append(chunk.data(), static_cast<std::size_t>(count));
  }
  return text;
}

}  // namespace tlsbench

#endif  // TLSBENCH_TESTS_SUPPORT_READ_ALL_H_
