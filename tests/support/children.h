// The children of this process, as the kernel tells, so that a test can end one that nobody hands out. For tests.

#ifndef TLSBENCH_TESTS_SUPPORT_CHILDREN_H_
#define TLSBENCH_TESTS_SUPPORT_CHILDREN_H_

#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

namespace tlsbench {

// proc(5): "pid (name) state ppid ..."; the name may hold anything but ends at the last parenthesis.
inline pid_t ParentOf(const std::string& pid) {
  std::ifstream file("/proc/" + pid + "/stat");
  std::string line;
  std::getline(file, line);
  std::istringstream rest(line.substr(line.rfind(')') == std::string::npos ? line.size() : line.rfind(')') + 1));
  char state = 0;
  pid_t parent = -1;
  rest >> state >> parent;
  return state == 'Z' ? -1 : parent;
}

inline std::vector<pid_t> Children() {
  std::vector<pid_t> children;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator("/proc", error)) {
    const std::string name = entry.path().filename();
    if (name.find_first_not_of("0123456789") == std::string::npos && ParentOf(name) == getpid()) {
      children.push_back(static_cast<pid_t>(std::strtol(name.c_str(), nullptr, 10)));
    }
  }
  return children;
}

// Returns once they are gone, and with them their sockets.
inline void KillChildren() {
  for (const pid_t child : Children()) {
    kill(child, SIGKILL);
  }
  for (int i = 0; i < 1000 && !Children().empty(); ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
}

}  // namespace tlsbench

#endif  // TLSBENCH_TESTS_SUPPORT_CHILDREN_H_
