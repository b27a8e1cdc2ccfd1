#include "backends/openssl_connection.h"

#include <openssl/err.h>
#include <openssl/x509.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "backends/openssl_names.h"

namespace tlsbench {

std::string LibraryWords() {
  std::string words;
  while (const auto code = ERR_get_error()) {
    const char* reason = ERR_reason_error_string(code);
    std::array<char, 160> text{};
    if (reason == nullptr) {
      ERR_error_string_n(code, text.data(), text.size());
      reason = text.data();
    }
    words += (words.empty() ? "" : ": ") + std::string(reason);
  }
  return words;
}

std::uint32_t OpensslSession::lifetime_seconds() const {
  return static_cast<std::uint32_t>(SSL_SESSION_get_ticket_lifetime_hint(session_.get()));
}

std::size_t OpensslSession::ticket_bytes() const {
  const unsigned char* ticket = nullptr;
  std::size_t length = 0;
  SSL_SESSION_get0_ticket(session_.get(), &ticket, &length);
  return length;
}

std::unique_ptr<OpensslConnection> OpensslConnection::Make(SslPtr ssl, const ConnectionTraits& traits,
                                                           const OpenOptions& options) {
  std::unique_ptr<OpensslConnection> connection(new OpensslConnection(std::move(ssl), traits, options));
  return connection->Attach() ? std::move(connection) : nullptr;
}

OpensslConnection::~OpensslConnection() {
  // SSL_free on a connection that was not shut down marks its session not resumable (OpenSSL, ssl_clear_bad_session).
  SSL_set_shutdown(ssl_.get(), SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
}

// Sets up the BIO and the callbacks. Not in the constructor, because they need this object's final address.
bool OpensslConnection::Attach() {
  BIO* bio = BIO_new(BioMethod());
  if (bio == nullptr || SSL_set_app_data(ssl_.get(), reinterpret_cast<char*>(this)) != 1) {
    BIO_free(bio);
    return false;
  }
  BIO_set_data(bio, this);
  BIO_set_init(bio, 1);
  SSL_set_bio(ssl_.get(), bio, bio);
  offered_ = SSL_get_session(ssl_.get());
  if (observer_ != nullptr) {
    SSL_set_msg_callback(ssl_.get(), OnMessage);
    SSL_set_msg_callback_arg(ssl_.get(), this);
  }
  return true;
}

State OpensslConnection::Feed(Bytes in, Buffer& plaintext, Buffer& out) {
  in_ = in;
  out_ = &out;
  if (state_ != State::kOpen) {
    const int result = Handshake(plaintext);
    if (result != 1) {
      return WaitOrFail(result);
    }
    state_ = SSL_is_init_finished(ssl_.get()) == 1 ? State::kOpen : State::kMaySend;
  }
  if (in_.empty()) {
    return state_;
  }
  Read(plaintext);
  if (state_ == State::kMaySend && SSL_is_init_finished(ssl_.get()) == 1) {
    state_ = State::kOpen;  // the bytes read included the end of the handshake
  }
  return state_;
}

State OpensslConnection::Write(Bytes plaintext, Buffer& out) {
  in_ = {};
  out_ = &out;
  return WriteNow(plaintext) == static_cast<int>(plaintext.size()) ? state_ : Fail();
}

State OpensslConnection::Flush([[maybe_unused]] Buffer& out) {
#ifdef TLSBENCH_BORINGSSL_API
  // BoringSSL's server holds its tickets back until it writes. A write of 0 bytes sends them and then returns an error,
  // which does not concern the connection. In OpenSSL such a write is undefined.
  if (traits_.role == Role::kServer) {
    in_ = {};
    out_ = &out;
    SSL_write(ssl_.get(), "", 0);
    ERR_clear_error();
  }
#endif
  return state_;
}

State OpensslConnection::Close(Buffer& out) {
  in_ = {};
  out_ = &out;
  SSL_shutdown(ssl_.get());
  ERR_clear_error();
  return state_ = State::kClosed;
}

Negotiated OpensslConnection::negotiated() const {
  Negotiated result;
  const SSL_CIPHER* cipher = SSL_get_current_cipher(ssl_.get());
  result.protocol = static_cast<std::uint16_t>(SSL_version(ssl_.get()));
  result.cipher_suite = cipher == nullptr ? 0 : static_cast<std::uint16_t>(SSL_CIPHER_get_protocol_id(cipher));
  result.group = NegotiatedGroup(ssl_.get());
  result.resumed = SSL_session_reused(ssl_.get()) == 1;
  result.early_data_accepted = EarlyDataAccepted();
  DescribePeerKey(result);
  if (traits_.role == Role::kClient) {
    result.signature_scheme = result.resumed ? std::uint16_t{0} : PeerSignatureScheme(ssl_.get());
    result.tickets = static_cast<std::uint8_t>(tickets_ + (HasRenewedTicket() ? 1 : 0));
  }
  const unsigned char* alpn = nullptr;
  unsigned alpn_length = 0;
  SSL_get0_alpn_selected(ssl_.get(), &alpn, &alpn_length);
  result.alpn.assign(alpn, alpn + alpn_length);
  return result;
}

// A server that resumes TLS 1.2 may renew the ticket (wolfSSL does). OpenSSL then takes the new one without calling
// OnNewSession, and never offers the old one again.
bool OpensslConnection::HasRenewedTicket() const {
#ifdef TLSBENCH_BORINGSSL_API
  return false;  // these libraries call OnNewSession
#else
  return offered_ != nullptr && state_ == State::kOpen && SSL_version(ssl_.get()) == kTls12 &&
         SSL_session_reused(ssl_.get()) == 1 && SSL_get_session(ssl_.get()) != offered_;
#endif
}

std::unique_ptr<Session> OpensslConnection::TakeSession() {
  if (HasRenewedTicket()) {
    newest_session_.reset(SSL_get1_session(ssl_.get()));
    offered_ = nullptr;
    ++tickets_;
  }
  return newest_session_ ? std::make_unique<OpensslSession>(std::move(newest_session_)) : nullptr;
}

// Takes a session from the library when it becomes resumable: after the handshake in TLS 1.2, with each ticket in TLS
// 1.3. Returning 1 keeps the reference.
int OpensslConnection::OnNewSession(SSL* ssl, SSL_SESSION* session) {
  OpensslConnection* self = FromSsl(ssl);
  self->newest_session_.reset(session);
  self->tickets_ = static_cast<std::uint8_t>(self->tickets_ + SSL_SESSION_has_ticket(session));
  return 1;
}

void OpensslConnection::OnKeylog(const SSL* ssl, const char* line) {
  const OpensslConnection* self = FromSsl(ssl);
  if (self->observer_ != nullptr) {
    self->observer_->OnSecret(line);
  }
}

OpensslConnection* OpensslConnection::FromSsl(const SSL* ssl) {
  return reinterpret_cast<OpensslConnection*>(SSL_get_app_data(ssl));
}

void OpensslConnection::OnMessage(int sent, int /*version*/, int content_type, const void* data, std::size_t length,
                                  SSL* /*ssl*/, void* self) {
  const auto* message = static_cast<const std::uint8_t*>(data);
  if (content_type == SSL3_RT_HANDSHAKE && length > 0) {
    static_cast<OpensslConnection*>(self)->observer_->OnMessage(sent != 0, message[0], {message, length});
  }
}

BIO_METHOD* OpensslConnection::BioMethod() {
  static BIO_METHOD* const method = [] {
    BIO_METHOD* made = BIO_meth_new(BIO_TYPE_SOURCE_SINK, "tlsbench");
    BIO_meth_set_read(made, BioRead);
    BIO_meth_set_write(made, BioWrite);
    BIO_meth_set_ctrl(made, BioControl);
    return made;
  }();
  return method;
}

int OpensslConnection::BioRead(BIO* bio, char* data, int length) {
  auto* self = static_cast<OpensslConnection*>(BIO_get_data(bio));
  BIO_clear_retry_flags(bio);
  if (self->in_.empty()) {
    BIO_set_retry_read(bio);
    return -1;
  }
  const std::size_t count = std::min(self->in_.size(), static_cast<std::size_t>(length));
  std::memcpy(data, self->in_.data(), count);
  self->in_ = self->in_.subspan(count);
  return static_cast<int>(count);
}

int OpensslConnection::BioWrite(BIO* bio, const char* data, int length) {
  auto* self = static_cast<OpensslConnection*>(BIO_get_data(bio));
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(data);  // with Buffer's type they are copied in one step
  self->out_->insert(self->out_->end(), bytes, bytes + length);
  if (self->writes_ != nullptr) {
    self->writes_->push_back(static_cast<std::size_t>(length));
  }
  return length;
}

long OpensslConnection::BioControl(BIO* /*bio*/, int command, long /*number*/, void* /*pointer*/) {  // NOLINT
  return command == BIO_CTRL_FLUSH ? 1 : 0;
}

State OpensslConnection::Read(Buffer& plaintext) {
  std::array<std::uint8_t, SSL3_RT_MAX_PLAIN_LENGTH> chunk;  // not cleared, to save the time
  int count = 0;
  // The call that finds no more application data also reads TLS 1.3 tickets.
  while ((count = SSL_read(ssl_.get(), chunk.data(), static_cast<int>(chunk.size()))) > 0) {
    plaintext.insert(plaintext.end(), chunk.data(), chunk.data() + count);
  }
  return WaitOrFail(count);
}

State OpensslConnection::WaitOrFail(int result) {
  const int error = SSL_get_error(ssl_.get(), result);
  if (error == SSL_ERROR_WANT_READ) {
    return state_;
  }
  if (error == SSL_ERROR_ZERO_RETURN) {
    return state_ = State::kClosed;
  }
  return Fail();
}

State OpensslConnection::Fail() {
  const int reason = ERR_GET_REASON(ERR_peek_last_error());
  // An alert from the peer is reported as reason 1000 + its number (SSL_AD_REASON_OFFSET).
  if (reason > SSL_AD_REASON_OFFSET && reason <= SSL_AD_REASON_OFFSET + 255) {
    failure_.alert_received = reason - SSL_AD_REASON_OFFSET;
  }
  failure_.reason = LibraryWords();
  const auto verify = SSL_get_verify_result(ssl_.get());
  if (verify != X509_V_OK) {
    failure_.certificate = true;
    failure_.reason += std::string(": ") + X509_verify_cert_error_string(verify);
  }
  if (failure_.reason.empty()) {
    failure_.reason = "the library gave no reason";
  }
  return state_ = State::kFailed;
}

void OpensslConnection::DescribePeerKey(Negotiated& result) const {
  const X509Ptr certificate(SSL_get_peer_certificate(ssl_.get()));
  const PkeyPtr key(certificate ? X509_get_pubkey(certificate.get()) : nullptr);
  if (!key) {
    return;
  }
  if (const int level = MlDsaLevel(key.get())) {
    result.peer_key = KeyType::kMlDsa;
    result.peer_key_bits = static_cast<std::uint16_t>(level);
    return;
  }
  switch (EVP_PKEY_id(key.get())) {
    case EVP_PKEY_RSA:
      result.peer_key = KeyType::kRsa;
      break;
    case EVP_PKEY_EC:
      result.peer_key = KeyType::kEcdsa;
      break;
    case EVP_PKEY_ED25519:
      result.peer_key = KeyType::kEd25519;
      break;
    default:
      return;
  }
  result.peer_key_bits = static_cast<std::uint16_t>(EVP_PKEY_bits(key.get()));
}

}  // namespace tlsbench
