// The OpenSSL API: OpenSSL from 1.1.1 on, and BoringSSL and AWS-LC, which keep that API with few differences. Each
// difference stands behind TLSBENCH_BORINGSSL_API (both), OPENSSL_IS_AWSLC or a version, with its reason. Quirks and
// their sources: backends/README.md.
//
// This file says what the library is and can do; openssl_context.cc configures contexts, openssl_sessions.cc and
// openssl_compression.cc parts of them; openssl_connection.cc and openssl_early_data.cc run connections;
// openssl_names.cc translates code points.

#include <openssl/crypto.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "backends/openssl_compression.h"
#include "backends/openssl_connection.h"
#include "backends/openssl_context.h"
#include "backends/openssl_names.h"
#include "backends/openssl_sessions.h"
#include "bench/backend.h"

namespace tlsbench {
namespace {

#if defined(__x86_64__)
// Bits of CPUID's leaf 1 (EDX, ECX) and, after the colon, of leaf 7 (EBX, ECX): OPENSSL_ia32cap(3).
constexpr Variant kVariants[] = {
    {"noaes", "OPENSSL_ia32cap=~0x200000200000000", "no AES and no carry-less multiplication instructions"},
    {"noavx512", "OPENSSL_ia32cap=:~0x600dc230000", "no AVX-512 and no vector AES instructions"},
    {"noadx", "OPENSSL_ia32cap=:~0x80100", "no ADX and BMI2 instructions"},
    {"nosha", "OPENSSL_ia32cap=:~0x20000000", "no SHA instructions"},
};
#endif

class OpensslBackend : public Backend {
 public:
  // Initialised now, not with the first context: a variant's environment is set only while its plug-in is loaded.
  OpensslBackend() {
#ifdef TLSBENCH_BORINGSSL_API
    CRYPTO_library_init();
#else
    const char* configuration = std::getenv("OPENSSL_CONF");
    const bool none = configuration != nullptr && std::strcmp(configuration, "/dev/null") == 0;
    // Without NO_ATEXIT, returning from main while a thread still handshakes crashes.
    OPENSSL_init_crypto(OPENSSL_INIT_NO_ATEXIT | (none ? OPENSSL_INIT_NO_LOAD_CONFIG : 0), nullptr);
#endif
  }

  std::string_view name() const override { return TLSBENCH_BACKEND_NAME; }
  std::string library_version() const override {
#if defined(TLSBENCH_BORINGSSL_API) && !defined(OPENSSL_IS_AWSLC)
    // BoringSSL has no version of its own; CMake passes on that of its package or source tree.
    return std::string(OpenSSL_version(OPENSSL_VERSION)) + " " + TLSBENCH_PACKAGE_VERSION;
#else
    return OpenSSL_version(OPENSSL_VERSION);
#endif
  }
  std::string_view expected_version() const override {
#if defined(OPENSSL_IS_AWSLC)
    return AWSLC_VERSION_NUMBER_STRING;
#elif defined(TLSBENCH_BORINGSSL_API)
    return "BoringSSL";
#else
    return OPENSSL_VERSION_TEXT;
#endif
  }
  std::string build_flags() const override {
    const std::string known = TLSBENCH_BUILD_FLAGS;
#ifdef TLSBENCH_BORINGSSL_API
    return known;  // BoringSSL and AWS-LC keep no flags
#else
    return known.empty() ? OpenSSL_version(OPENSSL_CFLAGS) : known;
#endif
  }
  std::string_view linkage() const override { return TLSBENCH_LINKAGE; }
  std::string_view build_note() const override { return TLSBENCH_BUILD_NOTE; }
  bool is_library() const override { return true; }
#if defined(__x86_64__)
  std::span<const Variant> variants() const override {
    return linkage() == "static" ? std::span<const Variant>(kVariants) : std::span<const Variant>();
  }
#endif

  std::optional<std::string> Unsupported(const EndpointConfig& config) const override;
  std::unique_ptr<Context> MakeContext(const EndpointConfig& config, std::string& error) const override;
};

// Returns the reason why the library lacks a feature that it cannot be asked for by name or number.
std::optional<std::string> LackingKind(const EndpointConfig& config) {
#ifdef TLSBENCH_BORINGSSL_API
  if (config.max_protocol == kTls12 && ListedGroups(config).size() != config.groups.size()) {
    return std::string(kLibraryName) + " has no DHE cipher suites";
  }
  if (config.middlebox_compatibility == false) {
    return std::string(kLibraryName) + " is always compatible with middleboxes: it cannot leave that out";
  }
  const auto early = [](std::uint16_t suite) { return suite == 0xc009 || suite == 0xc013; };
  if (config.false_start && std::any_of(config.cipher_suites.begin(), config.cipher_suites.end(), early)) {
    return std::string(kLibraryName) + " makes a False Start with AEAD suites only";
  }
#else
  if (config.grease) {
    return "OpenSSL has no GREASE";
  }
#endif
#if defined(TLSBENCH_BORINGSSL_API) && !defined(OPENSSL_IS_AWSLC)
  // BoringSSL has no call to choose. It prefers TLS_AES_128_GCM_SHA256 with AES instructions and
  // TLS_CHACHA20_POLY1305_SHA256 without; the suite that it chose is verified.
  const std::uint16_t preferred = EVP_has_aes_hardware() == 1 ? 0x1301 : 0x1303;
  const auto unpinnable = [&](std::uint16_t suite) { return IsTls13Suite(suite) && suite != preferred; };
  if (std::any_of(config.cipher_suites.begin(), config.cipher_suites.end(), unpinnable)) {
    return "BoringSSL cannot pin a cipher suite of TLS 1.3";
  }
#endif
  return std::nullopt;
}

std::optional<std::string> OpensslBackend::Unsupported(const EndpointConfig& config) const {
  if (const auto lacking = LackingKind(config)) {
    return lacking;
  }
  const SslCtxPtr scratch(SSL_CTX_new(TLS_method()));
  if (!scratch) {
    return "the library has no memory";
  }
  for (const auto& lacking :
       {LackingGroup(scratch.get(), ListedGroups(config)), LackingScheme(scratch.get(), config.signature_schemes),
        LackingSuite(scratch.get(), config.cipher_suites), LackingKeyShares(config), LackingSessions(config)}) {
    if (lacking) {
      return lacking;
    }
  }
  return config.certificate_compression ? LackingCompression(scratch.get()) : std::nullopt;
}

std::unique_ptr<Context> OpensslBackend::MakeContext(const EndpointConfig& config, std::string& error) const {
  if (const auto reason = Unsupported(config)) {
    error = *reason;
    return nullptr;
  }
  return MakeOpensslContext(config, error);
}

}  // namespace
}  // namespace tlsbench

const tlsbench::Backend* tlsbench_backend(std::uint64_t abi) {
  if (abi != tlsbench::kAbi) {
    return nullptr;
  }
  static const auto* const backend = new tlsbench::OpensslBackend;  // never freed: plug-ins are never unloaded
  return backend;
}
