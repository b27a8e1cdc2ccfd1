#include "backends/gnutls_context.h"

#include <arpa/inet.h>
#include <gnutls/x509.h>

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "backends/gnutls_connection.h"
#include "backends/gnutls_names.h"
#include "backends/gnutls_sessions.h"

namespace tlsbench {
namespace {

using CredentialsPtr = std::unique_ptr<std::remove_pointer_t<gnutls_certificate_credentials_t>,
                                       Deleter<gnutls_certificate_free_credentials>>;

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
  GnutlsContext(CredentialsPtr credentials, GnutlsPriorityPtr priority, const EndpointConfig& config)
      : credentials_(std::move(credentials)),
        priority_(std::move(priority)),
        role_(config.role),
        flags_(Flags(config)),
        tickets_((flags_ & GNUTLS_NO_AUTO_SEND_TICKET) != 0 ? config.tickets : 0),
        keylog_(config.keylog),
        verify_(config.require_client_certificate ||
                (config.role == Role::kClient && config.verify_peer && !config.as_shipped)),  // its own default: none
        stateful_(config.stateful_sessions),
        compress_(config.certificate_compression),
        record_size_(config.record_size),
        early_data_limit_(config.early_data_limit),
        settings_{config.role, tickets_, keylog_, config.role == Role::kClient || config.require_client_certificate,
                  config.role == Role::kClient && config.false_start},
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

  // Returns a library status. Early data is accepted from any client, any number of times.
  int OpenGate(const EndpointConfig& config) {
    if (role_ == Role::kServer && config.early_data_limit != 0 && !config.reject_early_data) {
      gate_ = MakeOpenGate();
      return gate_ ? GNUTLS_E_SUCCESS : GNUTLS_E_MEMORY_ERROR;
    }
    return GNUTLS_E_SUCCESS;
  }

  // Returns a library status. Without a cache, a server's sessions exist only in tickets.
  int MakeTicketKey() {
    const bool wanted = role_ == Role::kServer && (flags_ & GNUTLS_NO_TICKETS) == 0;
    return wanted ? gnutls_session_ticket_key_generate(&ticket_key_) : GNUTLS_E_SUCCESS;
  }

  std::unique_ptr<Connection> Open(const OpenOptions& options) const override {
    gnutls_session_t raw = nullptr;
    const auto* resume = static_cast<const GnutlsSession*>(options.resume);
    const bool allowed = options.early_data.size() <= (resume == nullptr ? 0 : resume->early_data_limit());
    if (!allowed || gnutls_init(&raw, flags_ | (options.early_data.empty() ? 0U : +GNUTLS_ENABLE_EARLY_DATA)) < 0) {
      return nullptr;
    }
    GnutlsPtr session(raw);
    if (!SetUp(raw) || !(role_ == Role::kServer ? SetUpServer(raw) : SetUpClient(raw, resume)) ||
        !SendEarly(raw, options.early_data)) {
      return nullptr;
    }
    return std::make_unique<GnutlsConnection>(std::move(session), settings_, options);
  }

 private:
  static unsigned Flags(const EndpointConfig& config) {
    unsigned flags = GNUTLS_NONBLOCK | GNUTLS_NO_SIGNAL;
    if (config.role == Role::kClient) {
      flags |= GNUTLS_CLIENT;
      flags |= KeyShareFlag(config).value_or(0U);
      flags |= config.false_start ? +GNUTLS_ENABLE_FALSE_START : 0U;
      return flags;
    }
    flags |= GNUTLS_SERVER;
    flags |= config.as_shipped && config.tickets == EndpointConfig{}.tickets ? 0U : +GNUTLS_NO_AUTO_SEND_TICKET;
    flags |= config.tickets == 0 ? +GNUTLS_NO_TICKETS : 0U;
    flags |= config.early_data_limit != 0 ? +GNUTLS_ENABLE_EARLY_DATA : 0U;
    return flags;
  }

  // An IP address is checked, not sent (RFC 6066, section 3).
  void ReadName() {
    for (const auto& [family, size] : {std::pair(AF_INET, sizeof(in_addr)), std::pair(AF_INET6, sizeof(in6_addr))}) {
      if (inet_pton(family, name_.c_str(), address_.data()) == 1) {
        to_check_.push_back({GNUTLS_DT_IP_ADDRESS, address_.data(), static_cast<unsigned>(size)});
      }
    }
    if (role_ == Role::kServer) {
      to_check_.clear();
    } else if (!name_.empty() && to_check_.empty()) {
      send_name_ = true;
      to_check_.push_back({GNUTLS_DT_DNS_HOSTNAME, Datum(name_).data, Datum(name_).size});
    }
    // Without it the library accepts a certificate for any purpose.
    purpose_ = role_ == Role::kServer ? GNUTLS_KP_TLS_WWW_CLIENT : GNUTLS_KP_TLS_WWW_SERVER;
    to_check_.push_back({GNUTLS_DT_KEY_PURPOSE_OID, Datum(purpose_).data, Datum(purpose_).size});
  }

  // Sets what the library takes only for each connection.
  bool SetUp(gnutls_session_t session) const {
    const unsigned prefer_own = role_ == Role::kServer ? +GNUTLS_ALPN_SERVER_PRECEDENCE : 0U;
    return gnutls_priority_set(session, priority_.get()) == GNUTLS_E_SUCCESS &&
           gnutls_credentials_set(session, GNUTLS_CRD_CERTIFICATE, credentials_.get()) == GNUTLS_E_SUCCESS &&
           (alpn_data_.empty() ||
            gnutls_alpn_set_protocols(session, alpn_data_.data(), static_cast<unsigned>(alpn_data_.size()),
                                      prefer_own) == GNUTLS_E_SUCCESS) &&
           (!compress_ || gnutls_compress_certificate_set_methods(session, &kGnutlsZlib, 1) == GNUTLS_E_SUCCESS) &&
           (record_size_ == 0 || gnutls_record_set_max_size(session, record_size_) == GNUTLS_E_SUCCESS);
  }

  void VerifyPeer(gnutls_session_t session) const {
    auto* to_check = const_cast<gnutls_typed_vdata_st*>(to_check_.data());  // the library only reads it, without a copy
    gnutls_session_set_verify_cert2(session, to_check, static_cast<unsigned>(to_check_.size()), 0);
  }

  bool SetUpServer(gnutls_session_t session) const {
    if (verify_) {
      gnutls_certificate_server_set_request(session, GNUTLS_CERT_REQUIRE);
      VerifyPeer(session);
    }
    if (stateful_) {
      store_.Serve(session);
    }
    if (gate_) {
      gnutls_anti_replay_enable(session, gate_.get());
    }
    return (early_data_limit_ == 0 ||
            gnutls_record_set_max_early_data_size(session, early_data_limit_) == GNUTLS_E_SUCCESS) &&
           (ticket_key_.data == nullptr ||
            gnutls_session_ticket_enable_server(session, &ticket_key_) == GNUTLS_E_SUCCESS);
  }

  bool SetUpClient(gnutls_session_t session, const GnutlsSession* resume) const {
    if (verify_) {
      VerifyPeer(session);
    }
    return (!send_name_ ||
            gnutls_server_name_set(session, GNUTLS_NAME_DNS, name_.data(), name_.size()) == GNUTLS_E_SUCCESS) &&
           (resume == nullptr ||
            gnutls_session_set_data(session, resume->data().data, resume->data().size) == GNUTLS_E_SUCCESS);
  }

  // The library keeps the early data until it has sent its ClientHello.
  static bool SendEarly(gnutls_session_t session, Bytes early_data) {
    return early_data.empty() || gnutls_record_send_early_data(session, early_data.data(), early_data.size()) >= 0;
  }

  CredentialsPtr credentials_;
  GnutlsPriorityPtr priority_;
  Role role_;
  unsigned flags_;
  unsigned tickets_;
  bool keylog_;
  bool verify_;
  bool stateful_;
  bool compress_;
  std::size_t record_size_;
  std::uint32_t early_data_limit_;
  GnutlsConnection::Settings settings_;
  mutable GnutlsSessionStore store_;
  AntiReplayPtr gate_;  // null: early data is refused
  std::string name_;
  bool send_name_ = false;
  std::array<unsigned char, sizeof(in6_addr)> address_{};
  std::string purpose_;
  std::vector<gnutls_typed_vdata_st> to_check_;
  std::vector<std::string> alpn_;
  std::vector<gnutls_datum_t> alpn_data_;  // points into alpn_
  gnutls_datum_t ticket_key_{};
};

}  // namespace

gnutls_datum_t Datum(const std::string& text) {
  return {reinterpret_cast<unsigned char*>(const_cast<char*>(text.data())), static_cast<unsigned>(text.size())};
}

GnutlsPriorityPtr MakePriority(const EndpointConfig& config, int& status) {
  gnutls_priority_t priority = nullptr;
  const std::string own = Priorities(config);
  // As shipped: the string that the distribution built in, and the system's configuration file.
  if (!config.as_shipped) {
    status = gnutls_priority_init(&priority, ("NORMAL:" + own).c_str(), nullptr);
  } else if (own.empty()) {
    status = gnutls_priority_init(&priority, nullptr, nullptr);
  } else {
    status = gnutls_priority_init2(&priority, own.c_str(), nullptr, GNUTLS_PRIORITY_INIT_DEF_APPEND);
  }
  return GnutlsPriorityPtr(status == GNUTLS_E_SUCCESS ? priority : nullptr);
}

std::unique_ptr<Context> MakeGnutlsContext(const EndpointConfig& config, std::string& error) {
  // A library status below 0 is an error; some functions return a count above 0.
  const auto step = [&](const char* what, int status) {
    if (status < 0) {
      error = std::string(what) + ": " + gnutls_strerror(status);
    }
    return status >= 0;
  };
  int status = GNUTLS_E_SUCCESS;
  GnutlsPriorityPtr priority = MakePriority(config, status);
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
  return step("no ticket key", context->MakeTicketKey()) && step("no early data", context->OpenGate(config))
             ? std::move(context)
             : nullptr;
}

}  // namespace tlsbench
