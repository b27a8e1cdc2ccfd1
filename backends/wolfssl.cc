// The backend of wolfSSL's native API, from 4.6.0 on. Quirks and their sources: backends/README.md.
//
// This file configures contexts; wolfssl_connection.cc runs connections; wolfssl_names.cc translates code points;
// wolfssl_sessions.cc keeps servers' sessions; wolfssl_tickets.cc makes tickets; wolfssl_versions.h distinguishes the
// versions.

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <utility>

#include "backends/wolfssl_connection.h"
#include "backends/wolfssl_names.h"
#include "backends/wolfssl_sessions.h"
#include "backends/wolfssl_tickets.h"
#include "backends/wolfssl_versions.h"
#include "bench/backend.h"

namespace tlsbench {
namespace {

const unsigned char* AsBytes(const std::string& pem) { return reinterpret_cast<const unsigned char*>(pem.data()); }
std::ptrdiff_t Size(const std::string& pem) { return static_cast<std::ptrdiff_t>(pem.size()); }

int UseOwnCertificate(WOLFSSL_CTX* ctx, const EndpointConfig& config) {
  const std::string& chain = config.certificate_chain_pem;
  const std::string& key = config.private_key_pem;
  if (chain.empty()) {
    return WOLFSSL_SUCCESS;
  }
  int status = wolfSSL_CTX_use_certificate_chain_buffer(ctx, AsBytes(chain), Size(chain));
  if (status == WOLFSSL_SUCCESS) {
    status = wolfSSL_CTX_use_PrivateKey_buffer(ctx, AsBytes(key), Size(key), WOLFSSL_FILETYPE_PEM);
  }
  return status == WOLFSSL_SUCCESS ? wolfSSL_CTX_check_private_key(ctx) : status;
}

// Succeeds if at least one anchor is taken: wolfSSL skips those it does not understand.
int TrustAndVerify(WOLFSSL_CTX* ctx, const EndpointConfig& config) {
  const bool verify = config.role == Role::kClient && config.verify_peer;
  if (config.require_client_certificate) {
    wolfSSL_CTX_set_verify(ctx, WOLFSSL_VERIFY_PEER | WOLFSSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
  } else if (!verify || !config.as_shipped) {
    wolfSSL_CTX_set_verify(ctx, verify ? WOLFSSL_VERIFY_PEER : WOLFSSL_VERIFY_NONE, nullptr);
  }
  const std::string& anchors = config.trust_anchors_pem;
  return anchors.empty() ? WOLFSSL_SUCCESS
                         : wolfSSL_CTX_load_verify_buffer(ctx, AsBytes(anchors), Size(anchors), WOLFSSL_FILETYPE_PEM);
}

// The harness keeps clients' sessions. A server gets no cache, so that a TLS 1.2 resumption can only come from a
// ticket; a server that shall keep sessions looks them up through a callback.
int ConfigureSessions(WOLFSSL_CTX* ctx, const EndpointConfig& config, std::unique_ptr<TicketKey>& ticket_key) {
  // OFF alone is not enough: when it makes a ticket, this library stores the session anyway
  // (WOLFSSL_FORCE_CACHE_ON_TICKET), in a table that all contexts of the process share and lock.
  wolfSSL_CTX_set_session_cache_mode(ctx, WOLFSSL_SESS_CACHE_NO_INTERNAL);
  if (config.role == Role::kClient) {
    return config.min_protocol <= kTls12 ? wolfSSL_CTX_UseSessionTicket(ctx) : WOLFSSL_SUCCESS;
  }
  if (!config.stateful_sessions) {
    wolfSSL_CTX_set_session_cache_mode(ctx, WOLFSSL_SESS_CACHE_OFF);
  }
  return SetTickets(ctx, config, ticket_key);
}

bool IsIpAddress(const std::string& name) {
  std::array<unsigned char, sizeof(in6_addr)> address{};
  return inet_pton(AF_INET, name.c_str(), address.data()) == 1 ||
         inet_pton(AF_INET6, name.c_str(), address.data()) == 1;
}

// Returns the name in the form into which wolfSSL converts those in certificates before it compares: an IPv6 address in
// full and in capitals.
std::string NameToCheck(const std::string& name) {
  std::array<unsigned char, sizeof(in6_addr)> address{};
  if (inet_pton(AF_INET6, name.c_str(), address.data()) != 1) {
    return name;
  }
  std::string written;
  for (std::size_t i = 0; i < address.size(); i += 2) {
    std::array<char, 8> part{};
    std::snprintf(part.data(), part.size(), "%s%02X%02X", i == 0 ? "" : ":", address[i], address[i + 1]);
    written += part.data();
  }
  return written;
}

std::string AlpnList(const std::vector<std::string>& protocols) {
  std::string list;
  for (const std::string& protocol : protocols) {
    list += (list.empty() ? "" : ",") + protocol;
  }
  return list;
}

class WolfsslContext : public Context {
 public:
  WolfsslContext(WolfsslCtxPtr ctx, std::unique_ptr<TicketKey> ticket_key, const EndpointConfig& config)
      : ticket_key_(std::move(ticket_key)),
        ctx_(std::move(ctx)),
        role_(config.role),
        settings_{config.role, config.stateful_sessions ? &store_ : nullptr,
                  config.role == Role::kServer && config.early_data_limit != 0 && !config.reject_early_data,
                  config.role == Role::kClient || config.require_client_certificate},
        alpn_(AlpnList(config.alpn)),
        key_shares_(KeySharesToSet(config)) {
    WolfsslConnection::Prepare(ctx_.get(), settings_);
    if (role_ == Role::kClient && config.verify_peer) {
      name_to_check_ = NameToCheck(config.server_name);
      is_address_ = IsIpAddress(config.server_name);
    }
  }

  std::unique_ptr<Connection> Open(const OpenOptions& options) const override {
    const auto* session = static_cast<const WolfsslSession*>(options.resume);
    if ((session == nullptr ? 0 : session->early_data_limit()) < options.early_data.size()) {
      return nullptr;
    }
    WolfsslPtr ssl(wolfSSL_new(ctx_.get()));
    if (!ssl || !SetUp(ssl.get(), session)) {
      return nullptr;
    }
    return std::make_unique<WolfsslConnection>(std::move(ssl), settings_, options);
  }

 private:
  // Sets what this library takes only for each connection.
  bool SetUp(WOLFSSL* ssl, const WolfsslSession* session) const {
    char* const alpn = const_cast<char*>(alpn_.c_str());  // the library copies it; its parameter is not const
    return (alpn_.empty() || wolfSSL_UseALPN(ssl, alpn, static_cast<unsigned>(alpn_.size()),
                                             WOLFSSL_ALPN_CONTINUE_ON_MISMATCH) == WOLFSSL_SUCCESS) &&
           CheckName(ssl) && SetKeyShares(ssl, key_shares_) == WOLFSSL_SUCCESS &&
           (session == nullptr || wolfSSL_set_session(ssl, session->get()) == WOLFSSL_SUCCESS);
  }

  bool CheckName(WOLFSSL* ssl) const {
    if (name_to_check_.empty()) {
      return true;
    }
    const char* const name = name_to_check_.c_str();
    const int status = is_address_ ? wolfSSL_X509_VERIFY_PARAM_set1_ip_asc(wolfSSL_get0_param(ssl), name)
                                   : wolfSSL_check_domain_name(ssl, name);
    return status == WOLFSSL_SUCCESS;
  }

  std::unique_ptr<TicketKey> ticket_key_;  // null if the library has its own
  WolfsslCtxPtr ctx_;
  Role role_;
  mutable WolfsslSessionStore store_;
  WolfsslConnection::Settings settings_;
  std::string alpn_;
  std::string name_to_check_;
  bool is_address_ = false;
  std::vector<std::uint16_t> key_shares_;
};

class WolfsslBackend : public Backend {
 public:
  WolfsslBackend() { wolfSSL_Init(); }

  std::string_view name() const override { return TLSBENCH_BACKEND_NAME; }
  std::string library_version() const override { return std::string("wolfSSL ") + wolfSSL_lib_version(); }
  std::string_view expected_version() const override { return "wolfSSL " LIBWOLFSSL_VERSION_STRING; }
  std::string build_flags() const override { return TLSBENCH_BUILD_FLAGS; }  // wolfSSL keeps none
  std::string_view linkage() const override { return TLSBENCH_LINKAGE; }
  std::string_view build_note() const override { return TLSBENCH_BUILD_NOTE; }
  bool is_library() const override { return true; }

  std::optional<std::string> Unsupported(const EndpointConfig& config) const override;
  std::unique_ptr<Context> MakeContext(const EndpointConfig& config, std::string& error) const override;
};

// A client reads Certificate messages of up to 9 certificates of 2048 bytes (internal.h, which is not installed:
// MAX_CERTIFICATE_SZ), except in builds that change this or have larger keys.
constexpr bool TakesChain([[maybe_unused]] std::size_t bytes) {
#if defined(MAX_CERTIFICATE_SZ) || defined(MAX_X509_SIZE) || defined(MAX_CHAIN_DEPTH) || defined(HAVE_FALCON) || \
    defined(HAVE_DILITHIUM) || defined(HAVE_SPHINCS)
  return true;  // if not, the handshake fails with that error
#else
  constexpr std::size_t kMost = 9 * (3 + 2048) + 3;
  constexpr std::size_t kLengths = 14;  // of two certificates with TLS 1.3's extensions, RFC 8446, section 4.4.2
  return bytes + kLengths <= kMost;
#endif
}

std::optional<std::string> LackingSwitch(const EndpointConfig& config) {
  if (config.false_start) {
    return "wolfSSL has no False Start";
  }
#if defined(OPENSSL_ALL)  // measured with Debian's 5.5.4; our own builds, without it, report the key
  const std::vector<std::uint16_t>& schemes = config.signature_schemes;
  if (config.require_client_certificate && std::find(schemes.begin(), schemes.end(), 0x0807) != schemes.end()) {
    return "servers of this build of wolfSSL do not tell a client's Ed25519 certificate";
  }
#endif
  if (config.grease) {
    return "wolfSSL has no GREASE";
  }
  if (config.certificate_compression) {
    return "wolfSSL has no certificate compression";
  }
  if (config.record_size != 0) {
    return "wolfSSL sends smaller records only where the client asks for them (max_fragment_length, RFC 6066)";
  }
#ifdef WOLFSSL_TLS13_MIDDLEBOX_COMPAT
  if (config.middlebox_compatibility == false) {
    return "this build of wolfSSL is always compatible with middleboxes (WOLFSSL_TLS13_MIDDLEBOX_COMPAT)";
  }
#else
  if (config.middlebox_compatibility == true) {
    return "this build of wolfSSL has no compatibility with middleboxes (WOLFSSL_TLS13_MIDDLEBOX_COMPAT)";
  }
#endif
  return config.keylog ? std::optional("this backend does not do key logs yet") : std::nullopt;
}

std::optional<std::string> WolfsslBackend::Unsupported(const EndpointConfig& config) const {
  if (const auto lacking = LackingGroup(config.groups)) {
    return "this library does not have the group " + *lacking;
  }
  if (auto reason = LackingSignatureScheme(config)) {
    return reason;
  }
  if (config.role == Role::kServer && !CanSendTickets(config.tickets)) {
    return "this version of wolfSSL sends one ticket after a full TLS 1.3 handshake and cannot be told another number";
  }
  if (!std::all_of(config.cipher_suites.begin(), config.cipher_suites.end(), KnowsCipherSuite)) {
    return "this build of wolfSSL does not have a cipher suite that was asked for";
  }
  if (!config.key_shares.empty() && config.groups.empty()) {
    return "wolfSSL's clients are told key shares together with groups only";
  }
  if (config.role == Role::kClient && !TakesChain(config.chain_bytes)) {
    return "clients of this build of wolfSSL take no chain above 18448 bytes (MAX_CERTIFICATE_SZ)";
  }
  if (auto reason = LackingSessions(config)) {
    return reason;
  }
  if (auto reason = LackingSwitch(config)) {
    return reason;
  }
  // From pull request 8097 on (5.7.4) they fall back to the full handshake, as version 4 did.
#if LIBWOLFSSL_VERSION_HEX >= 0x05000000 && LIBWOLFSSL_VERSION_HEX < 0x05007004
  if (config.role == Role::kClient && config.declined_sessions && config.min_protocol == kTls12) {
    return "TLS 1.2 clients of this version of wolfSSL fail where the server declines their ticket (pull request 8097)";
  }
#endif
  // Version 4 writes the octets of an address as signed numbers: none above 127 ever compares equal.
#if defined(TLSBENCH_WOLFSSL_4) || (!defined(OPENSSL_ALL) && !defined(WOLFSSL_IP_ALT_NAME))
  if (config.role == Role::kClient && config.verify_peer && IsIpAddress(config.server_name)) {
    return "this build of wolfSSL cannot compare a certificate's IP addresses (version 5 with WOLFSSL_IP_ALT_NAME can)";
  }
#endif
  return std::nullopt;
}

int SetProtocols(WOLFSSL_CTX* ctx, const EndpointConfig& config) {
  const int set = wolfSSL_CTX_set_min_proto_version(ctx, config.min_protocol);
  return set == WOLFSSL_SUCCESS ? wolfSSL_CTX_set_max_proto_version(ctx, config.max_protocol) : set;
}

// An IP address is checked, not sent (RFC 6066, section 3).
int SendServerName(WOLFSSL_CTX* ctx, const EndpointConfig& config) {
  const std::string& name = config.server_name;
  const bool send = config.role == Role::kClient && !name.empty() && !IsIpAddress(name);
  return send ? wolfSSL_CTX_UseSNI(ctx, WOLFSSL_SNI_HOST_NAME, name.data(), static_cast<std::uint16_t>(name.size()))
              : WOLFSSL_SUCCESS;
}

std::unique_ptr<Context> WolfsslBackend::MakeContext(const EndpointConfig& config, std::string& error) const {
  if (const auto reason = Unsupported(config)) {
    error = *reason;
    return nullptr;
  }
  WolfsslCtxPtr ctx(wolfSSL_CTX_new(config.role == Role::kClient ? wolfTLS_client_method() : wolfTLS_server_method()));
  if (!ctx) {
    error = "no context";
    return nullptr;
  }
  const auto step = [&](const char* what, int status) {
    if (status != WOLFSSL_SUCCESS) {
      error = std::string(what) + ": " + LibraryWords(status);
    }
    return status == WOLFSSL_SUCCESS;
  };
  std::unique_ptr<TicketKey> ticket_key;
  // Schemes after suites, since setting suites sets schemes.
  if (!step("protocol version refused", SetProtocols(ctx.get(), config)) ||
      !step("DHE parameters refused", SetFiniteFieldGroup(ctx.get(), config)) ||
      !step("cipher suite refused",
            config.cipher_suites.empty() ? WOLFSSL_SUCCESS : SetCipherSuites(ctx.get(), config.cipher_suites)) ||
      !step("group refused", config.groups.empty() ? WOLFSSL_SUCCESS : SetGroups(ctx.get(), config.groups)) ||
      !step("signature scheme refused", config.signature_schemes.empty()
                                            ? WOLFSSL_SUCCESS
                                            : SetSignatureSchemes(ctx.get(), config.signature_schemes)) ||
      !step("certificate or key refused", UseOwnCertificate(ctx.get(), config)) ||
      !step("trust anchors refused", TrustAndVerify(ctx.get(), config)) ||
      !step("server name refused", SendServerName(ctx.get(), config)) ||
      !step("early data or psk_ke refused", SetEarlyDataAndPskModes(ctx.get(), config)) ||
      !step("tickets refused", ConfigureSessions(ctx.get(), config, ticket_key))) {
    return nullptr;
  }
  wolfSSL_ERR_clear_error();  // errors of anchors that were skipped
  return std::make_unique<WolfsslContext>(std::move(ctx), std::move(ticket_key), config);
}

}  // namespace
}  // namespace tlsbench

const tlsbench::Backend* tlsbench_backend(std::uint64_t abi) {
  if (abi != tlsbench::kAbi) {
    return nullptr;
  }
  static const auto* const backend = new tlsbench::WolfsslBackend;  // never freed: plug-ins are never unloaded
  return backend;
}
