#include "backends/openssl_context.h"

#include <arpa/inet.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "backends/openssl_compression.h"
#include "backends/openssl_connection.h"
#include "backends/openssl_names.h"
#include "backends/openssl_sessions.h"

namespace tlsbench {
namespace {

#ifdef TLSBENCH_BORINGSSL_API
using RecordSize = std::size_t;
#else
using RecordSize = long;  // NOLINT(google-runtime-int): OpenSSL's, of a control command
#endif

// The defaults: with as_shipped, a field with its default value keeps the library's own setting.
const EndpointConfig kDefaults;

std::vector<X509Ptr> ReadCertificates(const std::string& pem) {
  const BioPtr bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  std::vector<X509Ptr> certificates;
  while (X509* certificate = PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr)) {
    certificates.emplace_back(certificate);
  }
  ERR_clear_error();  // the end of the text was reported as "no start line"
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
  if (config.role == Role::kServer) {
    SSL_CTX_set_verify(
        ctx, config.require_client_certificate ? SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT : SSL_VERIFY_NONE,
        nullptr);
    return true;
  }
  if (!config.verify_peer) {
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

void ConfigureHellos(SSL_CTX* ctx, const EndpointConfig& config) {
#ifdef TLSBENCH_BORINGSSL_API
  if (config.grease) {
    SSL_CTX_set_grease_enabled(ctx, 1);
  }
  if (config.false_start) {
    SSL_CTX_set_mode(ctx, SSL_MODE_ENABLE_FALSE_START);
  }
#else
  if (config.middlebox_compatibility == true) {
    SSL_CTX_set_options(ctx, SSL_OP_ENABLE_MIDDLEBOX_COMPAT);
  } else if (config.middlebox_compatibility == false) {
    SSL_CTX_clear_options(ctx, SSL_OP_ENABLE_MIDDLEBOX_COMPAT);
  }
#endif
}

class OpensslContext : public Context {
 public:
  OpensslContext(SslCtxPtr ctx, const EndpointConfig& config, std::unique_ptr<TicketKeys> ticket_keys)
      : ticket_keys_(std::move(ticket_keys)), ctx_(std::move(ctx)), alpn_(AlpnWire(config.alpn)) {
    const bool server = config.role == Role::kServer;
    traits_.role = config.role;
    traits_.early_data = config.early_data_limit != 0;
    traits_.rejects_early_data = server && config.reject_early_data;
    copies_sessions_ = config.reuse_sessions;
    if (!server && !IsIpAddress(config.server_name)) {
      sni_ = config.server_name;
    }
    if (server && !alpn_.empty()) {
      SSL_CTX_set_alpn_select_cb(ctx_.get(), SelectAlpn, &alpn_);
    } else if (!alpn_.empty()) {
      SSL_CTX_set_alpn_protos(ctx_.get(), alpn_.data(), static_cast<unsigned>(alpn_.size()));
    }
  }

  std::unique_ptr<Connection> Open(const OpenOptions& options) const override {
    SslPtr ssl(SSL_new(ctx_.get()));
    if (!ssl || (!options.early_data.empty() && !MaySendEarly(options))) {
      return nullptr;
    }
    if (traits_.role == Role::kServer) {
      SSL_set_accept_state(ssl.get());
      return OpensslConnection::Make(std::move(ssl), traits_, options);
    }
    SSL_set_connect_state(ssl.get());
    if ((!sni_.empty() && SSL_set_tlsext_host_name(ssl.get(), sni_.c_str()) != 1) ||
        (options.resume != nullptr && !Offer(ssl.get(), *options.resume))) {
      return nullptr;
    }
#ifdef TLSBENCH_BORINGSSL_API
    if (!options.early_data.empty()) {
      SSL_set_early_data_enabled(ssl.get(), 1);
    }
#endif
    return OpensslConnection::Make(std::move(ssl), traits_, options);
  }

 private:
  bool MaySendEarly(const OpenOptions& options) const {
    return traits_.role == Role::kClient && traits_.early_data && options.resume != nullptr &&
           options.resume->early_data_limit() >= options.early_data.size();
  }

  bool Offer(SSL* ssl, const Session& session) const {
    SSL_SESSION* offered = static_cast<const OpensslSession&>(session).get();
#ifndef TLSBENCH_BORINGSSL_API
    // OpenSSL marks a TLS 1.3 session that was resumed as not resumable, so it gets a copy.
    if (copies_sessions_) {
      const SslSessionPtr copy(SSL_SESSION_dup(offered));
      return copy && SSL_set_session(ssl, copy.get()) == 1;
    }
#endif
    return SSL_set_session(ssl, offered) == 1;
  }

  std::unique_ptr<TicketKeys> ticket_keys_;  // outlives ctx_
  SslCtxPtr ctx_;
  ConnectionTraits traits_;
  [[maybe_unused]] bool copies_sessions_ = false;
  std::vector<std::uint8_t> alpn_;
  std::string sni_;
};

}  // namespace

std::unique_ptr<Context> MakeOpensslContext(const EndpointConfig& config, std::string& error) {
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
      !step("group refused", SetGroups(ctx.get(), config)) ||
      !step("parameters of Diffie-Hellman refused", SetDhParameters(ctx.get(), config)) ||
      !step("signature scheme refused",
            config.signature_schemes.empty() || SetSignatureSchemes(ctx.get(), config.signature_schemes)) ||
      !step("certificate or key refused", UseOwnCertificate(ctx.get(), config)) ||
      !step("compression of certificates refused", ConfigureCompression(ctx.get(), config)) ||
      !step("record size refused",
            config.record_size == 0 ||
                SSL_CTX_set_max_send_fragment(ctx.get(), static_cast<RecordSize>(config.record_size)) == 1) ||
      !step("trust anchors or server name refused", TrustAndVerify(ctx.get(), config))) {
    return nullptr;
  }
  ConfigureSessions(ctx.get(), config);
  ConfigureResumption(ctx.get(), config);
  ConfigureHellos(ctx.get(), config);
  std::unique_ptr<TicketKeys> ticket_keys;
  if (config.renew_tickets && config.role == Role::kServer) {
    ticket_keys = RenewTickets(ctx.get());
    if (!step("no ticket keys", ticket_keys != nullptr)) {
      return nullptr;
    }
  }
  if (config.keylog) {
    SSL_CTX_set_keylog_callback(ctx.get(), OpensslConnection::OnKeylog);
  }
  return std::make_unique<OpensslContext>(std::move(ctx), config, std::move(ticket_keys));
}

}  // namespace tlsbench
