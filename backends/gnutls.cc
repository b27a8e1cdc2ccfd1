// The backend of GnuTLS. Quirks and their sources: backends/README.md.
//
// This file says what the library can do; gnutls_context.cc configures contexts, gnutls_connection.cc runs connections,
// gnutls_names.cc translates code points.

#include <gnutls/gnutls.h>
#include <gnutls/x509.h>

#include <algorithm>

#include "backends/gnutls_connection.h"
#include "backends/gnutls_context.h"
#include "backends/gnutls_names.h"
#include "bench/backend.h"

namespace tlsbench {
namespace {

// Returns whether the library was built with zlib, which only a session can show.
bool CompressesCertificates() {
  gnutls_session_t raw = nullptr;
  if (gnutls_init(&raw, GNUTLS_CLIENT) < 0) {
    return false;
  }
  const GnutlsPtr session(raw);
  return gnutls_compress_certificate_set_methods(raw, &kGnutlsZlib, 1) == GNUTLS_E_SUCCESS;
}

class GnutlsBackend : public Backend {
 public:
  GnutlsBackend() { gnutls_global_init(); }

  std::string_view name() const override { return TLSBENCH_BACKEND_NAME; }
  std::string library_version() const override { return std::string("GnuTLS ") + gnutls_check_version(nullptr); }
  std::string_view expected_version() const override { return "GnuTLS " GNUTLS_VERSION; }
  std::string build_flags() const override {
    std::string flags;
    for (const gnutls_library_config_st* row = gnutls_get_library_config(); row->name != nullptr; ++row) {
      flags += (flags.empty() ? "" : ", ") + std::string(row->name) + "=" + row->value;
    }
    return flags;
  }
  std::string_view linkage() const override { return TLSBENCH_LINKAGE; }
  std::string_view build_note() const override { return TLSBENCH_BUILD_NOTE; }
  bool is_library() const override { return true; }

  std::optional<std::string> Unsupported(const EndpointConfig& config) const override;
  std::unique_ptr<Context> MakeContext(const EndpointConfig& config, std::string& error) const override;
};

// Returns whether the endpoint's own key is an Ed25519 key.
bool SignsWithEd25519(const EndpointConfig& config) {
  gnutls_x509_crt_t raw = nullptr;
  if (config.certificate_chain_pem.empty() || gnutls_x509_crt_init(&raw) < 0) {
    return false;
  }
  const std::unique_ptr<std::remove_pointer_t<gnutls_x509_crt_t>, Deleter<gnutls_x509_crt_deinit>> certificate(raw);
  const gnutls_datum_t chain = Datum(config.certificate_chain_pem);
  return gnutls_x509_crt_import(raw, &chain, GNUTLS_X509_FMT_PEM) >= 0 &&
         gnutls_x509_crt_get_pk_algorithm(raw, nullptr) == GNUTLS_PK_EDDSA_ED25519;
}

// TLS 1.2's CertificateRequest lists certificate types, and the library has none for Ed25519: its server does not list
// it, and its client finds no certificate that fits (source 3.7.9, _gnutls_check_supported_sign_algo).
bool AsksForEd25519(const EndpointConfig& config) {
  const std::vector<std::uint16_t>& schemes = config.signature_schemes;
  const bool clients = !schemes.empty() && schemes.back() == 0x0807;  // the server's schemes stand before the client's
  return config.role == Role::kClient ? SignsWithEd25519(config) : config.require_client_certificate && clients;
}

std::optional<std::string> LackingKind(const EndpointConfig& config) {
  if (config.min_protocol == kTls12 && AsksForEd25519(config)) {
    return "GnuTLS does not do Ed25519 certificates of clients in TLS 1.2";
  }
  if (config.stateful_sessions && config.max_protocol >= kTls13) {
    return "GnuTLS has no stateful tickets of TLS 1.3";
  }
  if (config.renew_tickets) {
    return "GnuTLS's servers send no ticket in a resumption of TLS 1.2";
  }
  if (config.grease) {
    return "GnuTLS has no GREASE";
  }
  if (config.certificate_compression && !CompressesCertificates()) {
    return "this build of GnuTLS was made without zlib, and so compresses no certificates with it";
  }
  if (config.as_shipped && (config.psk_ke || config.middlebox_compatibility == false)) {
    return "with GnuTLS's own priorities psk_ke and middlebox compatibility stay as they come";
  }
  return std::nullopt;
}

std::optional<std::string> GnutlsBackend::Unsupported(const EndpointConfig& config) const {
  if (!std::all_of(config.groups.begin(), config.groups.end(), KnowsGroup)) {
    return "this backend does not know a group that was asked for";
  }
  if (!std::all_of(config.signature_schemes.begin(), config.signature_schemes.end(), KnowsSignatureScheme)) {
    return "this backend does not know a signature scheme that was asked for";
  }
  if (!std::all_of(config.cipher_suites.begin(), config.cipher_suites.end(), KnowsCipherSuite)) {
    return "GnuTLS does not have a cipher suite that was asked for";
  }
  // If TLS 1.2 could also choose a curve, the library takes the curve.
  const auto finite_field = [](std::uint16_t group) { return group >> 8 == 1; };  // RFC 7919, section 2
  if (config.min_protocol == kTls12 && std::any_of(config.groups.begin(), config.groups.end(), finite_field) &&
      !AllUseDhe(config.cipher_suites)) {
    return "GnuTLS takes groups of TLS 1.2's DHE only where no suite with ECDHE is offered";
  }
  if (config.role == Role::kClient && !KeyShareFlag(config)) {
    return "GnuTLS's clients send shares of their first groups, one for each kind of key, and of three at most";
  }
  if (auto reason = LackingKind(config)) {
    return reason;
  }
  int status = GNUTLS_E_SUCCESS;
  const GnutlsPriorityPtr priority = MakePriority(config, status);
  const std::string unwanted = priority ? UnwantedCipherSuite(priority.get(), config) : "";
  if (!unwanted.empty()) {
    return "GnuTLS pins ciphers, MACs and key exchanges, and those asked for would let in " + unwanted;
  }
  return std::nullopt;
}

std::unique_ptr<Context> GnutlsBackend::MakeContext(const EndpointConfig& config, std::string& error) const {
  if (const auto reason = Unsupported(config)) {
    error = *reason;
    return nullptr;
  }
  return MakeGnutlsContext(config, error);
}

}  // namespace
}  // namespace tlsbench

const tlsbench::Backend* tlsbench_backend(std::uint64_t abi) {
  if (abi != tlsbench::kAbi) {
    return nullptr;
  }
  static const auto* const backend = new tlsbench::GnutlsBackend;  // never freed: plug-ins are never unloaded
  return backend;
}
