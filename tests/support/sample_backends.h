// A catalogue of made-up backends: for tests that select among them.

#ifndef TLSBENCH_TESTS_SUPPORT_SAMPLE_BACKENDS_H_
#define TLSBENCH_TESTS_SUPPORT_SAMPLE_BACKENDS_H_

#include <string>

#include "bench/plugin/catalogue.h"

namespace tlsbench {

inline BackendInfo Info(const std::string& name, bool is_library = true) {
  BackendInfo info;
  info.name = name;
  info.library_version = name + " itself";
  info.is_library = is_library;
  return info;
}

inline BackendList SampleList() {
  return {{Info("boringssl-13"), Info("null", false), Info("openssl-3.0.22"), Info("openssl-3.5.7")}, {}};
}

}  // namespace tlsbench

#endif  // TLSBENCH_TESTS_SUPPORT_SAMPLE_BACKENDS_H_
