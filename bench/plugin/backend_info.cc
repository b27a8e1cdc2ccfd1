#include "bench/plugin/backend_info.h"

#include "bench/text/json_lines.h"

namespace tlsbench {

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Behaviour, setting, failure, protocol, cipher_suite, group, signature_scheme,
                                   tickets, extended_master_secret, verifies, client_hello_bytes)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(VariantInfo, name, environment, description)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Capability, group, kind, reason)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(BackendInfo, name, file, environment, library_version, linkage, build_flags,
                                   build_note, is_library, library_files, variants, behaviours, capabilities)

std::string Encode(const BackendInfo& info) { return JsonLine(info); }
std::string Encode(const Behaviour& behaviour) { return JsonLine(behaviour); }

tl::expected<BackendInfo, std::string> DecodeBackendInfo(const std::string& line) {
  return FromJsonLine<BackendInfo>(line);
}

tl::expected<Behaviour, std::string> DecodeBehaviour(const std::string& line) { return FromJsonLine<Behaviour>(line); }

}  // namespace tlsbench
