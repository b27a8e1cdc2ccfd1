// Which series of a library a backend is of, by its name. What tests know of one patch level holds for its series:
// another machine has another. The rule is that of scripts/capability_columns.py.

#ifndef TLSBENCH_TESTS_SUPPORT_SERIES_H_
#define TLSBENCH_TESTS_SUPPORT_SERIES_H_

#include <regex>
#include <string>

namespace tlsbench {

// "openssl-3.0" of openssl-3.0.22, "wolfssl-5.5-debian" of wolfssl-5.5.4-debian, "boringssl-13" of
// boringssl-13.0.0-r24.
inline std::string SeriesOf(const std::string& backend) {
  static const std::regex form("(.+?)-([0-9]+)(\\.[0-9]+)?(.*?)(-[a-z]+)?");
  std::smatch match;
  if (!std::regex_match(backend, match, form)) {
    return backend;
  }
  const std::string library = match[1];
  return library + "-" + match[2].str() + (library == "boringssl" ? "" : match[3].str()) + match[5].str();
}

}  // namespace tlsbench

#endif  // TLSBENCH_TESTS_SUPPORT_SERIES_H_
