// The OpenSSL API: OpenSSL from 1.1.1 on, and BoringSSL and AWS-LC, which keep that API with few differences. Each
// difference stands behind TLSBENCH_BORINGSSL_API (both), OPENSSL_IS_AWSLC or a version, with its reason. Quirks and
// their sources: backends/README.md.
//
// This file configures contexts; openssl_connection.cc runs connections; openssl_names.cc translates code points.

#include <arpa/inet.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "backends/openssl_connection.h"
#include "backends/openssl_names.h"
#include "bench/backend.h"

namespace tlsbench {
namespace {

// What a default looks like: with as_shipped such a field leaves the library its own.
const EndpointConfig kDefaults;

#if defined(__x86_64__)
// Bits of CPUID's leaf 1 (EDX, ECX) and, after the colon, of leaf 7 (EBX, ECX): OPENSSL_ia32cap(3).
constexpr Variant kVariants[] = {
    {"noaes", "OPENSSL_ia32cap=~0x200000200000000", "no AES and no carry-less multiplication instructions"},
    {"noavx512", "OPENSSL_ia32cap=:~0x600dc230000", "no AVX-512 and no vector AES instructions"},
    {"noadx", "OPENSSL_ia32cap=:~0x80100", "no ADX and BMI2 instructions"},
    {"nosha", "OPENSSL_ia32cap=:~0x20000000", "no SHA instructions"},
};
#endif

std::vector<X509Ptr> ReadCertificates(const std::string& pem) {
  const BioPtr bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  std::vector<X509Ptr> certificates;
  while (X509* certificate = PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr)) {
    certificates.emplace_back(certificate);
  }
  ERR_clear_error();  // the end of the text reads as "no start line"
  return certificates;
}

bool UseOwnCertificate(SSL_CTX* ctx, const EndpointConfig& config) {
  if (config.certificate_chain_pem.empty()) {
    return true;
  }
  const std::vector<X509Ptr> chain = ReadCertificates(config.certificate_chain_pem);
  const BioPtr bio(BIO_new_mem_buf(config.private_key_pem.data(), static_cast<int>(config.private_key_pem.size())));
  const PkeyPtr key(PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, nullptr));
  if (chain.empty() || !key || SSL_CTX_use_certificate(ctx, chain[0].get()) != 1 ||
      SSL_CTX_use_PrivateKey(ctx, key.get()) != 1) {
    return false;
  }
  return std::all_of(chain.begin() + 1, chain.end(),
                     [&](auto& issuer) { return SSL_CTX_add1_chain_cert(ctx, issuer.get()) == 1; });
}

bool IsIpAddress(const std::string& name) {
  std::array<unsigned char, sizeof(in6_addr)> address{};
  return inet_pton(AF_INET, name.c_str(), address.data()) == 1 ||
         inet_pton(AF_INET6, name.c_str(), address.data()) == 1;
}

bool TrustAndVerify(SSL_CTX* ctx, const EndpointConfig& config) {
  X509_STORE* store = SSL_CTX_get_cert_store(ctx);
  for (const X509Ptr& anchor : ReadCertificates(config.trust_anchors_pem)) {
    if (X509_STORE_add_cert(store, anchor.get()) != 1) {
      return false;
    }
  }
  if (config.role == Role::kServer || !config.verify_peer) {
    SSL_CTX_set_verify(ctx, SSL_VERIFY_NONE, nullptr);
    return true;
  }
  if (!config.as_shipped) {
    SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER, nullptr);
  }
  X509_VERIFY_PARAM* param = SSL_CTX_get0_param(ctx);
  const std::string& name = config.server_name;
  return name.empty() || (IsIpAddress(name) ? X509_VERIFY_PARAM_set1_ip_asc(param, name.c_str()) == 1
                                            : X509_VERIFY_PARAM_set1_host(param, name.c_str(), name.size()) == 1);
}

bool SetProtocols(SSL_CTX* ctx, const EndpointConfig& config) {
  const bool own_min = config.as_shipped && config.min_protocol == kDefaults.min_protocol;
  const bool own_max = config.as_shipped && config.max_protocol == kDefaults.max_protocol;
  return (own_min || SSL_CTX_set_min_proto_version(ctx, config.min_protocol) == 1) &&
         (own_max || SSL_CTX_set_max_proto_version(ctx, config.max_protocol) == 1);
}

// Sessions live with the harness. A server gets no cache, so that a TLS 1.2 resumption can only come from a ticket.
void ConfigureSessions(SSL_CTX* ctx, const EndpointConfig& config) {
  if (config.role == Role::kClient) {
    SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
    SSL_CTX_sess_set_new_cb(ctx, OpensslConnection::OnNewSession);
    return;
  }
  SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_OFF);
  if (!config.as_shipped || config.tickets != kDefaults.tickets) {
    SSL_CTX_set_num_tickets(ctx, config.tickets);
  }
  if (config.tickets == 0) {
    SSL_CTX_set_options(ctx, SSL_OP_NO_TICKET);
  }
  static constexpr unsigned char kSessionIdContext[] = "tlsbench";
  SSL_CTX_set_session_id_context(ctx, kSessionIdContext, sizeof(kSessionIdContext) - 1);
}

std::vector<std::uint8_t> AlpnWire(const std::vector<std::string>& protocols) {
  std::vector<std::uint8_t> wire;
  for (const std::string& protocol : protocols) {
    wire.push_back(static_cast<std::uint8_t>(protocol.size()));
    wire.insert(wire.end(), protocol.begin(), protocol.end());
  }
  return wire;
}

int SelectAlpn(SSL* /*ssl*/, const unsigned char** out, unsigned char* out_length, const unsigned char* in,
               unsigned in_length, void* argument) {
  const auto& own = *static_cast<const std::vector<std::uint8_t>*>(argument);
  unsigned char* selected = nullptr;
  const int result =
      SSL_select_next_proto(&selected, out_length, own.data(), static_cast<unsigned>(own.size()), in, in_length);
  *out = selected;
  return result == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_NOACK;
}

class OpensslContext : public Context {
 public:
  OpensslContext(SslCtxPtr ctx, const EndpointConfig& config)
      : ctx_(std::move(ctx)), role_(config.role), alpn_(AlpnWire(config.alpn)) {
    if (role_ == Role::kClient && !IsIpAddress(config.server_name)) {
      sni_ = config.server_name;
    }
    if (role_ == Role::kServer && !alpn_.empty()) {
      SSL_CTX_set_alpn_select_cb(ctx_.get(), SelectAlpn, &alpn_);
    } else if (!alpn_.empty()) {
      SSL_CTX_set_alpn_protos(ctx_.get(), alpn_.data(), static_cast<unsigned>(alpn_.size()));
    }
  }

  std::unique_ptr<Connection> Open(const OpenOptions& options) const override {
    SslPtr ssl(SSL_new(ctx_.get()));
    if (!ssl || !options.early_data.empty()) {
      return nullptr;
    }
    if (role_ == Role::kServer) {
      SSL_set_accept_state(ssl.get());
      return OpensslConnection::Make(std::move(ssl), role_, options);
    }
    SSL_set_connect_state(ssl.get());
    const auto* session = static_cast<const OpensslSession*>(options.resume);
    if ((!sni_.empty() && SSL_set_tlsext_host_name(ssl.get(), sni_.c_str()) != 1) ||
        (session != nullptr && SSL_set_session(ssl.get(), session->get()) != 1)) {
      return nullptr;
    }
    return OpensslConnection::Make(std::move(ssl), role_, options);
  }

 private:
  SslCtxPtr ctx_;
  Role role_;
  std::vector<std::uint8_t> alpn_;
  std::string sni_;
};

class OpensslBackend : public Backend {
 public:
  // Now and not with the first context: a variant's environment holds only while its plug-in is loaded.
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
    // BoringSSL has no version; its package or source tree has, and CMake passes it on.
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
    return known;  // BoringSSL and AWS-LC keep none
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

std::optional<std::string> OpensslBackend::Unsupported(const EndpointConfig& config) const {
  if (const auto lacking = LackingGroup(config.groups)) {
    return lacking;
  }
  if (!std::all_of(config.signature_schemes.begin(), config.signature_schemes.end(), KnowsSignatureScheme)) {
    return "this backend does not know a signature scheme that was asked for";
  }
  if (!config.key_shares.empty() && (config.groups.empty() || config.key_shares != std::vector{config.groups[0]})) {
    return "the client always sends one key share, of its first group";
  }
#if defined(TLSBENCH_BORINGSSL_API) && !defined(OPENSSL_IS_AWSLC)
  // BoringSSL has no way to choose. It prefers TLS_AES_128_GCM_SHA256 with AES instructions and
  // TLS_CHACHA20_POLY1305_SHA256 without; what came of it is verified.
  const std::uint16_t preferred = EVP_has_aes_hardware() == 1 ? 0x1301 : 0x1303;
  const auto unpinnable = [&](std::uint16_t suite) { return suite >> 8 == 0x13 && suite != preferred; };
  if (std::any_of(config.cipher_suites.begin(), config.cipher_suites.end(), unpinnable)) {
    return "BoringSSL cannot pin a cipher suite of TLS 1.3";
  }
#endif
  if (config.renew_tickets || config.reuse_sessions || config.reject_early_data || config.false_start ||
      config.middlebox_compatibility || config.grease || config.certificate_compression) {
    return "this backend does not do that kind of handshake yet";
  }
  if (config.stateful_sessions || config.psk_ke || config.require_client_certificate || config.early_data_limit != 0) {
    return "this backend does not do stateful sessions, psk_ke, client certificates or early data yet";
  }
  return std::nullopt;
}

std::unique_ptr<Context> OpensslBackend::MakeContext(const EndpointConfig& config, std::string& error) const {
  if (const auto reason = Unsupported(config)) {
    error = *reason;
    return nullptr;
  }
  SslCtxPtr ctx(SSL_CTX_new(TLS_method()));
  // Each step leaves its reason on the library's error stack; the first that fails is named.
  const auto step = [&](const char* what, bool done) {
    if (!done && error.empty()) {
      error = std::string(what) + ": " + LibraryWords();
    }
    return done;
  };
  if (!step("no context", ctx != nullptr) || !step("protocol version refused", SetProtocols(ctx.get(), config)) ||
      !step("cipher suite refused", SetCipherSuites(ctx.get(), config.cipher_suites)) ||
      !step("group refused",
            config.groups.empty() || SSL_CTX_set1_curves_list(ctx.get(), GroupList(config.groups).c_str()) == 1) ||
      !step("signature scheme refused",
            config.signature_schemes.empty() || SetSignatureSchemes(ctx.get(), config.signature_schemes)) ||
      !step("certificate or key refused", UseOwnCertificate(ctx.get(), config)) ||
      !step("trust anchors or server name refused", TrustAndVerify(ctx.get(), config))) {
    return nullptr;
  }
  ConfigureSessions(ctx.get(), config);
  if (config.keylog) {
    SSL_CTX_set_keylog_callback(ctx.get(), OpensslConnection::OnKeylog);
  }
  return std::make_unique<OpensslContext>(std::move(ctx), config);
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
