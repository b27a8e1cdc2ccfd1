// What is known of a plug-in without loading it: what it says of itself, and what was tried with it, in processes of
// their own (plugin/describe.h, measure/library_defaults.h). These tell it to their parent as a line of JSON each.
// Plain data and pure functions (any thread).

#ifndef TLSBENCH_BENCH_PLUGIN_BACKEND_INFO_H_
#define TLSBENCH_BENCH_PLUGIN_BACKEND_INFO_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <tl/expected.hpp>
#include <vector>

namespace tlsbench {

// How one handshake of a backend with itself came out: pinned as rows are, or as the library comes
// (measure/library_defaults.h).
struct Behaviour {
  std::string setting;  // "pinned 1.3", "as shipped 1.3" and the same for 1.2
  std::string failure;  // why there is no more than this; else empty
  std::string protocol;
  std::string cipher_suite;
  std::string group;  // IANA's names; empty where nobody says
  std::string signature_scheme;
  unsigned tickets = 0;                 // received by the client
  bool extended_master_secret = false;  // TLS 1.3 has its like built in (RFC 9846, section 7.1)
  bool verifies = false;                // the client refuses a chain that it has no root for
  std::size_t client_hello_bytes = 0;
};

// A Variant of the seam, with texts of its own.
struct VariantInfo {
  std::string name;
  std::string environment;
  std::string words;
};

// Whether a backend can be both ends of one of the kinds of handshake (plugin/capability_list.h).
struct Capability {
  std::string group;
  std::string kind;
  std::string reason;  // why not; empty: it can
};

// How much a plug-in is asked. To learn what it can do takes longer than all the rest, since it may try.
enum class Detail : std::uint8_t { kIdentity, kCapabilities };

// What a plug-in says of itself.
struct BackendInfo {
  std::string name;
  std::string file;         // FILE@VARIANT for a variant (plugin/loader.h)
  std::string environment;  // of a variant, NAME=VALUE; else empty
  std::string library_version;
  std::string linkage;
  std::string build_flags;
  std::string build_note;
  bool is_library = true;
  std::vector<std::string> library_files;
  std::vector<VariantInfo> variants;
  std::vector<Behaviour> behaviours;     // empty unless they were asked for
  std::vector<Capability> capabilities;  // likewise; every backend has the same kinds in the same order
};

std::string Encode(const BackendInfo& info);
std::string Encode(const Behaviour& behaviour);
tl::expected<BackendInfo, std::string> DecodeBackendInfo(const std::string& line);
tl::expected<Behaviour, std::string> DecodeBehaviour(const std::string& line);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_PLUGIN_BACKEND_INFO_H_
