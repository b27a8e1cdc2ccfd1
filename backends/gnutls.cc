// GnuTLS. Quirks and their sources: backends/README.md.
//
// This file configures contexts; gnutls_connection.cc runs connections; gnutls_names.cc translates code points.

#include <arpa/inet.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>

#include <algorithm>
#include <array>
#include <utility>

#include "backends/gnutls_connection.h"
#include "backends/gnutls_names.h"
#include "bench/backend.h"

namespace tlsbench {
namespace {

using CredentialsPtr = std::unique_ptr<std::remove_pointer_t<gnutls_certificate_credentials_t>,
                                       Deleter<gnutls_certificate_free_credentials>>;
using PriorityPtr = std::unique_ptr<std::remove_pointer_t<gnutls_priority_t>, Deleter<gnutls_priority_deinit>>;

// The library takes what it only reads as pointers to what it might change.
gnutls_datum_t Datum(const std::string& text) {
  return {reinterpret_cast<unsigned char*>(const_cast<char*>(text.data())), static_cast<unsigned>(text.size())};
}

// Null with the library's error in `status`.
PriorityPtr MakePriority(const EndpointConfig& config, int& status) {
  gnutls_priority_t priority = nullptr;
  const std::string own = Priorities(config);
  // As shipped: the string that the distribution built in, and what the system's file says.
  if (!config.as_shipped) {
    status = gnutls_priority_init(&priority, ("NORMAL:" + own).c_str(), nullptr);
  } else if (own.empty()) {
    status = gnutls_priority_init(&priority, nullptr, nullptr);
  } else {
    status = gnutls_priority_init2(&priority, own.c_str(), nullptr, GNUTLS_PRIORITY_INIT_DEF_APPEND);
  }
  return PriorityPtr(status == GNUTLS_E_SUCCESS ? priority : nullptr);
}

int UseOwnCertificate(gnutls_certificate_credentials_t credentials, const EndpointConfig& config) {
  if (config.certificate_chain_pem.empty()) {
    return GNUTLS_E_SUCCESS;
  }
  const gnutls_datum_t chain = Datum(config.certificate_chain_pem);
  const gnutls_datum_t key = Datum(config.private_key_pem);
  return gnutls_certificate_set_x509_key_mem2(credentials, &chain, &key, GNUTLS_X509_FMT_PEM, nullptr, 0);
}

int Trust(gnutls_certificate_credentials_t credentials, const EndpointConfig& config) {
  const gnutls_datum_t anchors = Datum(config.trust_anchors_pem);
  return anchors.size == 0 ? GNUTLS_E_SUCCESS
                           : gnutls_certificate_set_x509_trust_mem(credentials, &anchors, GNUTLS_X509_FMT_PEM);
}

class GnutlsContext : public Context {
 public:
  GnutlsContext(CredentialsPtr credentials, PriorityPtr priority, const EndpointConfig& config)
      : credentials_(std::move(credentials)),
        priority_(std::move(priority)),
        role_(config.role),
        flags_(Flags(config)),
        tickets_((flags_ & GNUTLS_NO_AUTO_SEND_TICKET) != 0 ? config.tickets : 0),
        keylog_(config.keylog),
        verify_(config.role == Role::kClient && config.verify_peer && !config.as_shipped),  // its own default: none
        name_(config.server_name),
        alpn_(config.alpn) {
    std::transform(alpn_.begin(), alpn_.end(), std::back_inserter(alpn_data_), Datum);
    ReadName();
  }
  GnutlsContext(const GnutlsContext&) = delete;
  GnutlsContext& operator=(const GnutlsContext&) = delete;
  ~GnutlsContext() override {
    if (ticket_key_.data != nullptr) {
      gnutls_memset(ticket_key_.data, 0, ticket_key_.size);
      gnutls_free(ticket_key_.data);
    }
  }

  // A library error. Without a cache, sessions of servers live in tickets alone.
  int MakeTicketKey() {
    const bool wanted = role_ == Role::kServer && (flags_ & GNUTLS_NO_TICKETS) == 0;
    return wanted ? gnutls_session_ticket_key_generate(&ticket_key_) : GNUTLS_E_SUCCESS;
  }

  std::unique_ptr<Connection> Open(const OpenOptions& options) const override {
    gnutls_session_t raw = nullptr;
    if (!options.early_data.empty() || gnutls_init(&raw, flags_) < 0) {
      return nullptr;
    }
    GnutlsPtr session(raw);
    if (!SetUp(raw) || !SetUpPeer(raw, static_cast<const GnutlsSession*>(options.resume))) {
      return nullptr;
    }
    return std::make_unique<GnutlsConnection>(std::move(session), role_, tickets_, keylog_, options);
  }

 private:
  static unsigned Flags(const EndpointConfig& config) {
    unsigned flags = GNUTLS_NONBLOCK | GNUTLS_NO_SIGNAL;
    if (config.role == Role::kClient) {
      flags |= GNUTLS_CLIENT;
      flags |= config.groups.empty() ? 0U : +GNUTLS_KEY_SHARE_TOP;
      return flags;
    }
    flags |= GNUTLS_SERVER;
    flags |= config.as_shipped && config.tickets == EndpointConfig{}.tickets ? 0U : +GNUTLS_NO_AUTO_SEND_TICKET;
    flags |= config.tickets == 0 ? +GNUTLS_NO_TICKETS : 0U;
    return flags;
  }

  // An IP address is checked, not sent (RFC 6066, section 3).
  void ReadName() {
    for (const auto& [family, size] : {std::pair(AF_INET, sizeof(in_addr)), std::pair(AF_INET6, sizeof(in6_addr))}) {
      if (inet_pton(family, name_.c_str(), address_.data()) == 1) {
        to_check_.push_back({GNUTLS_DT_IP_ADDRESS, address_.data(), static_cast<unsigned>(size)});
      }
    }
    if (!name_.empty() && to_check_.empty()) {
      send_name_ = true;
      to_check_.push_back({GNUTLS_DT_DNS_HOSTNAME, Datum(name_).data, Datum(name_).size});
    }
    // Without it the library accepts a certificate for any purpose.
    purpose_ = GNUTLS_KP_TLS_WWW_SERVER;
    to_check_.push_back({GNUTLS_DT_KEY_PURPOSE_OID, Datum(purpose_).data, Datum(purpose_).size});
  }

  // All of it can only be told to each connection.
  bool SetUp(gnutls_session_t session) const {
    const unsigned prefer_own = role_ == Role::kServer ? +GNUTLS_ALPN_SERVER_PRECEDENCE : 0U;
    return gnutls_priority_set(session, priority_.get()) == GNUTLS_E_SUCCESS &&
           gnutls_credentials_set(session, GNUTLS_CRD_CERTIFICATE, credentials_.get()) == GNUTLS_E_SUCCESS &&
           (alpn_data_.empty() ||
            gnutls_alpn_set_protocols(session, alpn_data_.data(), static_cast<unsigned>(alpn_data_.size()),
                                      prefer_own) == GNUTLS_E_SUCCESS);
  }

  bool SetUpPeer(gnutls_session_t session, const GnutlsSession* resume) const {
    if (role_ == Role::kServer) {
      return ticket_key_.data == nullptr ||
             gnutls_session_ticket_enable_server(session, &ticket_key_) == GNUTLS_E_SUCCESS;
    }
    if (verify_) {
      auto* to_check = const_cast<gnutls_typed_vdata_st*>(to_check_.data());  // only read, and not copied
      gnutls_session_set_verify_cert2(session, to_check, static_cast<unsigned>(to_check_.size()), 0);
    }
    return (!send_name_ ||
            gnutls_server_name_set(session, GNUTLS_NAME_DNS, name_.data(), name_.size()) == GNUTLS_E_SUCCESS) &&
           (resume == nullptr ||
            gnutls_session_set_data(session, resume->data().data, resume->data().size) == GNUTLS_E_SUCCESS);
  }

  CredentialsPtr credentials_;
  PriorityPtr priority_;
  Role role_;
  unsigned flags_;
  unsigned tickets_;
  bool keylog_;
  bool verify_;
  std::string name_;
  bool send_name_ = false;
  std::array<unsigned char, sizeof(in6_addr)> address_{};
  std::string purpose_;
  std::vector<gnutls_typed_vdata_st> to_check_;
  std::vector<std::string> alpn_;
  std::vector<gnutls_datum_t> alpn_data_;  // points into alpn_
  gnutls_datum_t ticket_key_{};
};

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

std::optional<std::string> GnutlsBackend::Unsupported(const EndpointConfig& config) const {
  if (!std::all_of(config.groups.begin(), config.groups.end(), KnowsGroup)) {
    return "this backend does not know a group that was asked for";
  }
  // Where TLS 1.2 has a curve to choose too, it takes that one.
  const auto finite_field = [](std::uint16_t group) { return group >> 8 == 1; };  // RFC 7919, section 2
  if (config.min_protocol == kTls12 && std::any_of(config.groups.begin(), config.groups.end(), finite_field)) {
    return "this backend does not do the ffdhe groups in TLS 1.2 yet";
  }
  if (!std::all_of(config.signature_schemes.begin(), config.signature_schemes.end(), KnowsSignatureScheme)) {
    return "this backend does not know a signature scheme that was asked for";
  }
  if (!std::all_of(config.cipher_suites.begin(), config.cipher_suites.end(), KnowsCipherSuite)) {
    return "GnuTLS does not have a cipher suite that was asked for";
  }
  if (!config.key_shares.empty() && (config.groups.empty() || config.key_shares != std::vector{config.groups[0]})) {
    return "where groups are pinned, the client sends one key share, of the first";
  }
  if (config.renew_tickets || config.reuse_sessions || config.reject_early_data || config.false_start ||
      config.middlebox_compatibility || config.grease || config.certificate_compression) {
    return "this backend does not do that kind of handshake yet";
  }
  if (config.stateful_sessions || config.psk_ke || config.require_client_certificate || config.early_data_limit != 0) {
    return "this backend does not do stateful sessions, psk_ke, client certificates or early data yet";
  }
  int status = GNUTLS_E_SUCCESS;
  const PriorityPtr priority = MakePriority(config, status);
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
  // The library's statuses are errors below 0; some functions count above.
  const auto step = [&](const char* what, int status) {
    if (status < 0) {
      error = std::string(what) + ": " + gnutls_strerror(status);
    }
    return status >= 0;
  };
  int status = GNUTLS_E_SUCCESS;
  PriorityPtr priority = MakePriority(config, status);
  gnutls_certificate_credentials_t raw = nullptr;
  if (!step("protocol version, cipher suite, group or signature scheme refused", status) ||
      !step("no credentials", gnutls_certificate_allocate_credentials(&raw))) {
    return nullptr;
  }
  CredentialsPtr credentials(raw);
  if (!step("certificate or key refused", UseOwnCertificate(raw, config)) ||
      !step("trust anchors refused", Trust(raw, config))) {
    return nullptr;
  }
  auto context = std::make_unique<GnutlsContext>(std::move(credentials), std::move(priority), config);
  return step("no ticket key", context->MakeTicketKey()) ? std::move(context) : nullptr;
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
