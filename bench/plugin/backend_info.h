// Holds what the parent knows of a plug-in without loading it: its description of itself, and the results of trying it.
// Separate processes find these out (plugin/describe.h, measure/library_defaults.h) and report each to the parent as a
// line of JSON. Plain data and pure functions (any thread).

#ifndef TLSBENCH_BENCH_PLUGIN_BACKEND_INFO_H_
#define TLSBENCH_BENCH_PLUGIN_BACKEND_INFO_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <tl/expected.hpp>
#include <vector>

namespace tlsbench {

// Holds the outcome of one handshake of a backend with itself: pinned as rows are, or with the library's defaults
// (measure/library_defaults.h).
struct Behaviour {
  std::string setting;  // "pinned 1.3", "as shipped 1.3" and the same for 1.2
  std::string failure;  // why the fields below are empty; empty if the handshake succeeded
  std::string protocol;
  std::string cipher_suite;
  std::string group;  // IANA's names; empty if not reported
  std::string signature_scheme;
  unsigned tickets = 0;                 // received by the client
  bool extended_master_secret = false;  // TLS 1.3 always has the equivalent (RFC 9846, section 7.1)
  bool verifies = false;                // the client refuses a chain whose root it does not trust
  std::size_t client_hello_bytes = 0;
};

// Holds a Variant of bench/backend.h, with copies of its texts.
struct VariantInfo {
  std::string name;
  std::string environment;
  std::string description;
};

// Says whether a backend can be both ends of one row of the capability table (plugin/capability_list.h).
struct Capability {
  std::string group;
  std::string kind;
  std::string reason;  // why not; empty: it can
};

// Says how much a plug-in is asked. Asking for its capabilities takes longer than all the rest, since the plug-in may
// have to try them.
enum class Detail : std::uint8_t { kIdentity, kCapabilities };

// Holds what a plug-in reports of itself.
struct BackendInfo {
  std::string name;
  std::string file;         // FILE@VARIANT for a variant (plugin/loader.h)
  std::string environment;  // for a variant, NAME=VALUE; else empty
  std::string library_version;
  std::string linkage;
  std::string build_flags;
  std::string build_note;
  bool is_library = true;
  std::vector<std::string> library_files;
  std::vector<VariantInfo> variants;
  std::vector<Behaviour> behaviours;     // empty unless asked for
  std::vector<Capability> capabilities;  // likewise; the same rows in the same order for every backend
};

std::string Encode(const BackendInfo& info);
std::string Encode(const Behaviour& behaviour);
tl::expected<BackendInfo, std::string> DecodeBackendInfo(const std::string& line);
tl::expected<Behaviour, std::string> DecodeBehaviour(const std::string& line);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_PLUGIN_BACKEND_INFO_H_
