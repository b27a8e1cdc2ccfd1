#include "backends/wolfssl_connection.h"

#include <wolfssl/openssl/evp.h>
#include <wolfssl/wolfcrypt/asn.h>
#include <wolfssl/wolfcrypt/ecc.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "backends/wolfssl_names.h"

namespace tlsbench {
namespace {

// Alerts by which this side refuses a certificate: bad_certificate (42) to certificate_unknown (46), and unknown_ca
// (48) (RFC 9846, section 6.2).
bool IsCertificateAlert(int alert) { return (alert >= 42 && alert <= 46) || alert == 48; }

using X509Ptr = std::unique_ptr<WOLFSSL_X509, Deleter<wolfSSL_X509_free>>;
using PkeyPtr = std::unique_ptr<WOLFSSL_EVP_PKEY, Deleter<wolfSSL_EVP_PKEY_free>>;

constexpr std::size_t kMaxPlaintext = 16384;  // of one record (RFC 9846, section 5.1)

// For a TLS 1.2 ticket whose server names no lifetime, which leaves it to the client (RFC 5077, section 3.3). wolfSSL
// takes the 0 literally, and would never offer the ticket.
constexpr std::uint32_t kUnannouncedLifetime = 7200;

// With FP_ECC the library keeps tables for each thread, megabytes of them, and leaves it to the thread to free them
// (wolfSSL pull request 1458).
void FreeTablesAtThreadExit() {
#ifdef FP_ECC
  struct Tables {
    ~Tables() { wc_ecc_fp_free(); }
  };
  [[maybe_unused]] static thread_local const Tables tables;
#endif
}

// Whether a server can write before it has the client's Finished. In older versions wolfSSL_write wants to finish the
// handshake first (source 5.5.4).
#if LIBWOLFSSL_VERSION_HEX < 0x05007000
constexpr bool kAnswersEarlyData = false;
#else
constexpr bool kAnswersEarlyData = true;
#endif

// wolfSSL_version() is missing from version 4 without OPENSSL_ALL.
std::uint16_t Protocol(const WOLFSSL* ssl) {
  const int version = wolfSSL_GetVersion(ssl);
  return version == WOLFSSL_TLSV1_3 ? kTls13 : version == WOLFSSL_TLSV1_2 ? kTls12 : 0;
}

// A number of `size` bytes, most significant first; 0 if there are not so many.
std::size_t ReadNumber(Bytes bytes, std::size_t size) {
  std::size_t number = 0;
  for (std::size_t i = 0; i < size && bytes.size() >= size; ++i) {
    number = number << 8 | bytes[i];
  }
  return number;
}

// Passes over a vector whose length is given in `size` bytes before it.
Bytes AfterVector(Bytes bytes, std::size_t size) {
  const std::size_t whole = size + ReadNumber(bytes, size);
  return whole > bytes.size() ? Bytes() : bytes.subspan(whole);
}

// Whether a ClientHello has the extension early_data (RFC 9846, sections 4.1.2 and 4.3.10).
bool OffersEarlyData(Bytes hello) {
  constexpr std::size_t kBeforeSessionId = 4 + 2 + 32;  // message header, version, random
  constexpr std::size_t kEarlyData = 42;
  if (hello.size() <= kBeforeSessionId) {
    return false;
  }
  Bytes extensions = AfterVector(AfterVector(AfterVector(hello.subspan(kBeforeSessionId), 1), 2), 1);
  extensions = extensions.subspan(std::min<std::size_t>(extensions.size(), 2));
  while (extensions.size() >= 4) {
    if (ReadNumber(extensions, 2) == kEarlyData) {
      return true;
    }
    extensions = AfterVector(extensions.subspan(2), 2);
  }
  return false;
}

#ifdef OPENSSL_EXTRA
// Whether the bytes are one handshake message, by the length in its header (RFC 9846, section 4).
bool IsWholeMessage(Bytes bytes) {
  constexpr std::size_t kHeader = 4;
  return bytes.size() >= kHeader &&
         bytes.size() - kHeader == (std::size_t{bytes[1]} << 16 | std::size_t{bytes[2]} << 8 | bytes[3]);
}
#endif

}  // namespace

std::string LibraryWords(int error) {
  const char* reason = wolfSSL_ERR_reason_error_string(static_cast<unsigned long>(error));  // NOLINT: wolfSSL's type
  wolfSSL_ERR_clear_error();
  return reason == nullptr ? "the library gave no reason" : reason;
}

void WolfsslConnection::Prepare(WOLFSSL_CTX* ctx, const Settings& settings) {
  wolfSSL_CTX_SetIORecv(ctx, OnReceive);
  wolfSSL_CTX_SetIOSend(ctx, OnSend);
  wolfSSL_CTX_sess_set_new_cb(ctx, OnNewSession);
  if (settings.store != nullptr) {
    wolfSSL_CTX_sess_set_get_cb(ctx, OnFindSession);
  }
  // Version 5.9 takes early data only of a session that it could take out of a cache, so that none is used twice. With
  // this callback it believes that it has.
  if (settings.take_early_data) {
    wolfSSL_CTX_sess_set_remove_cb(ctx, [](WOLFSSL_CTX*, WOLFSSL_SESSION*) {});
  }
}

WolfsslConnection::WolfsslConnection(WolfsslPtr ssl, const Settings& settings, const OpenOptions& options)
    : ssl_(std::move(ssl)),
      settings_(settings),
      early_data_(options.early_data),
      looks_for_early_data_(settings.take_early_data),
      observer_(options.observer),
      writes_(options.writes) {
  FreeTablesAtThreadExit();
  wolfSSL_SetIOReadCtx(ssl_.get(), this);
  wolfSSL_SetIOWriteCtx(ssl_.get(), this);
  if (settings_.role == Role::kClient) {
    wolfSSL_set_SessionTicket_cb(ssl_.get(), OnTicket, this);
  }
#ifdef OPENSSL_EXTRA
  if (observer_ != nullptr) {
    wolfSSL_set_msg_callback(ssl_.get(), OnMessage);
    wolfSSL_set_msg_callback_arg(ssl_.get(), this);
  }
#endif
}

State WolfsslConnection::Feed(Bytes in, Buffer& plaintext, Buffer& out) {
  in_ = in;
  out_ = &out;
  if (looks_for_early_data_ && !LookForEarlyData()) {
    return state_;
  }
  if (state_ != State::kOpen) {
    int result = !early_data_.empty() ? SendEarlyData()
                 : reads_early_data_  ? TakeEarlyData(plaintext)
                                      : WOLFSSL_SUCCESS;
    result = result == WOLFSSL_SUCCESS ? Handshake() : result;
    if (has_early_data_ && (settings_.role == Role::kClient || kAnswersEarlyData)) {
      state_ = State::kMaySend;
    }
    if (result != WOLFSSL_SUCCESS) {
      return WaitOrFail(result);
    }
    state_ = State::kOpen;
    EndEarlyData();
  }
  return in_.empty() ? state_ : Read(plaintext);
}

// With early data on its way the library stops once it has sent its Finished, and calls that success.
int WolfsslConnection::Handshake() {
  int result = WOLFSSL_SUCCESS;
  while (result == WOLFSSL_SUCCESS && wolfSSL_is_init_finished(ssl_.get()) != 1) {
    result = settings_.role == Role::kClient ? wolfSSL_connect(ssl_.get()) : wolfSSL_accept(ssl_.get());
  }
  return result;
}

// The ClientHello and what follows at once. A wolfSSL status, as in the next one.
int WolfsslConnection::SendEarlyData() {
#ifdef WOLFSSL_EARLY_DATA
  while (!early_data_.empty()) {
    int written = 0;
    const int size = static_cast<int>(early_data_.size());
    const int result = wolfSSL_write_early_data(ssl_.get(), early_data_.data(), size, &written);
    if (result <= 0 || written <= 0) {
      return WOLFSSL_FATAL_ERROR;
    }
    has_early_data_ = true;
    early_data_ = early_data_.subspan(static_cast<std::size_t>(written));
  }
#endif
  return WOLFSSL_SUCCESS;
}

// Up to the server's first flight, and then as far as there is early data. A wolfSSL status, as above.
int WolfsslConnection::TakeEarlyData([[maybe_unused]] Buffer& plaintext) {
  reads_early_data_ = false;
#ifdef WOLFSSL_EARLY_DATA
  std::array<std::uint8_t, kMaxPlaintext> chunk;
  int count = 0;
  int result = 0;
  while ((result = wolfSSL_read_early_data(ssl_.get(), chunk.data(), static_cast<int>(chunk.size()), &count)) > 0 &&
         count > 0) {
    has_early_data_ = has_early_data_ || wolfSSL_is_init_finished(ssl_.get()) != 1;
    plaintext.insert(plaintext.end(), chunk.data(), chunk.data() + count);
  }
  reads_early_data_ = result < 0 && wolfSSL_get_error(ssl_.get(), result) == WOLFSSL_ERROR_WANT_READ;
  return result < 0 ? result : WOLFSSL_SUCCESS;
#else
  return WOLFSSL_SUCCESS;
#endif
}

// Keeps the first record until it is whole, and says whether it is. The library has to be asked for early data before
// it has read the ClientHello, and goes astray if there is none: it forgets with each call that there is none (source
// 5.7.2, wolfSSL_read_early_data).
bool WolfsslConnection::LookForEarlyData() {
  constexpr std::size_t kRecordHeader = 5;
  hello_.insert(hello_.end(), in_.begin(), in_.end());
  in_ = {};
  if (hello_.size() < kRecordHeader || hello_.size() - kRecordHeader < ReadNumber(Bytes(hello_).subspan(3), 2)) {
    return false;
  }
  looks_for_early_data_ = false;
  reads_early_data_ = OffersEarlyData(Bytes(hello_).subspan(kRecordHeader));
  in_ = hello_;
  return true;
}

// Until its first write an older version counts all that it receives as early data, and fails above a limit (source
// 5.5.4, DoApplicationData). A write of nothing sends nothing.
void WolfsslConnection::EndEarlyData() {
  if (has_early_data_ && !kAnswersEarlyData) {
    wolfSSL_write(ssl_.get(), "", 0);
  }
}

// Version 4 does not tell a client, but it sends an EndOfEarlyData only if its data was accepted.
bool WolfsslConnection::EarlyDataAccepted() const {
#ifndef WOLFSSL_EARLY_DATA
  return false;
#elif defined(TLSBENCH_WOLFSSL_4)
  return has_early_data_ && (settings_.role == Role::kServer || sent_end_of_early_data_);
#else
  return has_early_data_ && wolfSSL_get_early_data_status(ssl_.get()) == WOLFSSL_EARLY_DATA_ACCEPTED;
#endif
}

State WolfsslConnection::Write(Bytes plaintext, Buffer& out) {
  in_ = {};
  out_ = &out;
  const int written = wolfSSL_write(ssl_.get(), plaintext.data(), static_cast<int>(plaintext.size()));
  return written == static_cast<int>(plaintext.size()) ? state_ : Fail(wolfSSL_get_error(ssl_.get(), written));
}

State WolfsslConnection::Close(Buffer& out) {
  in_ = {};
  out_ = &out;
  wolfSSL_shutdown(ssl_.get());
  wolfSSL_ERR_clear_error();
  return state_ = State::kClosed;
}

Negotiated WolfsslConnection::negotiated() const {
  Negotiated result;
  result.protocol = Protocol(ssl_.get());
  result.cipher_suite = static_cast<std::uint16_t>(wolfSSL_get_current_cipher_suite(ssl_.get()));
  result.group = NegotiatedGroup(ssl_.get());
  result.resumed = wolfSSL_session_reused(ssl_.get()) == 1;
  if (settings_.role == Role::kClient) {
    result.tickets = tickets_;
  }
  if (settings_.expect_certificate) {
    DescribePeerKey(result);
  }
  result.early_data_accepted = EarlyDataAccepted();
  char* alpn = nullptr;
  unsigned short alpn_length = 0;  // NOLINT(google-runtime-int): wolfSSL's
  if (wolfSSL_ALPN_GetProtocol(ssl_.get(), &alpn, &alpn_length) == WOLFSSL_SUCCESS) {
    result.alpn.assign(alpn, alpn_length);
  }
  return result;
}

std::unique_ptr<Session> WolfsslConnection::TakeSession() {
  WolfsslSessionPtr session = NewSession();
  if (!session) {
    return nullptr;
  }
  if (ticket_bytes_ == 0) {
    wolfSSL_SSL_SESSION_set_timeout(session.get(), kUnannouncedLifetime);
    return std::make_unique<WolfsslSession>(std::move(session), 0, 0);  // its timeout is the library's own
  }
  const auto lifetime = static_cast<std::uint32_t>(wolfSSL_SESSION_get_timeout(session.get()));
  if (lifetime == 0 && Protocol(ssl_.get()) == kTls12) {
    wolfSSL_SSL_SESSION_set_timeout(session.get(), kUnannouncedLifetime);
  }
  return std::make_unique<WolfsslSession>(std::move(session), lifetime, ticket_bytes_);
}

int WolfsslConnection::OnReceive(WOLFSSL* /*ssl*/, char* data, int length, void* self) {
  Bytes& in = static_cast<WolfsslConnection*>(self)->in_;
  if (in.empty()) {
    return WOLFSSL_CBIO_ERR_WANT_READ;
  }
  const std::size_t count = std::min(in.size(), static_cast<std::size_t>(length));
  std::memcpy(data, in.data(), count);
  in = in.subspan(count);
  return static_cast<int>(count);
}

int WolfsslConnection::OnSend(WOLFSSL* /*ssl*/, char* data, int length, void* self) {
  auto* connection = static_cast<WolfsslConnection*>(self);
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(data);  // of Buffer's type they are copied as a whole
  connection->out_->insert(connection->out_->end(), bytes, bytes + length);
#ifdef TLSBENCH_WOLFSSL_4
  // An encrypted message of no length is EndOfEarlyData: header of 4 bytes, content type, tag of 16 (RFC 9846, section
  // 4.6.1 and 5.2).
  constexpr std::uint8_t kLength = 4 + 1 + 16;
  if (connection->has_early_data_ && connection->state_ == State::kMaySend && length == 5 + kLength && bytes[0] == 23 &&
      bytes[4] == kLength) {
    connection->sent_end_of_early_data_ = true;
  }
#endif
  if (connection->writes_ != nullptr) {
    connection->writes_->push_back(static_cast<std::size_t>(length));
  }
  return length;
}

#ifdef OPENSSL_EXTRA
// The library gives received messages as they are, sent ones with their record's header from version 5 on, and version
// 4 its own Finished as it was encrypted. Only what is one whole message is passed on.
void WolfsslConnection::OnMessage(int sent, int /*version*/, int content_type, const void* data, std::size_t length,
                                  WOLFSSL* /*ssl*/, void* self) {
  constexpr int kHandshake = 22;            // content type (RFC 9846, section 5.1)
  constexpr std::size_t kRecordHeader = 5;  // likewise
  Bytes message(static_cast<const std::uint8_t*>(data), length);
  if (content_type != kHandshake) {
    return;
  }
  if (length > kRecordHeader && IsWholeMessage(message.subspan(kRecordHeader)) && message[0] == kHandshake) {
    message = message.subspan(kRecordHeader);
  }
  if (IsWholeMessage(message)) {
    static_cast<WolfsslConnection*>(self)->observer_->OnMessage(sent != 0, message[0], message);
  }
}
#endif

// Called with each session as it becomes resumable: after the handshake in TLS 1.2, with each ticket in TLS 1.3.
#ifdef TLSBENCH_WOLFSSL_4
// The session was made for this call, and the library neither looks at what is returned nor frees it.
int WolfsslConnection::OnNewSession(WOLFSSL* ssl, WOLFSSL_SESSION* session) {
  auto* connection = static_cast<WolfsslConnection*>(wolfSSL_GetIOReadCtx(ssl));
  if (connection->settings_.store != nullptr) {
    connection->settings_.store->Add(session);
  }
  connection->new_session_.reset(session);
  return 1;
}

// The library frees what it is given.
WOLFSSL_SESSION* WolfsslConnection::OnFindSession(WOLFSSL* ssl, unsigned char* id, int length, int* /*copy*/) {
  const auto* connection = static_cast<WolfsslConnection*>(wolfSSL_GetIOReadCtx(ssl));
  const auto found = connection->settings_.store->Find({id, static_cast<std::size_t>(length)});
  return found ? wolfSSL_SESSION_dup(found.get()) : nullptr;
}

WolfsslSessionPtr WolfsslConnection::NewSession() { return std::move(new_session_); }
#else
// The session is the connection's own and may still change, and its next ticket overwrites it: the harness gets a copy,
// made when it is taken. Returning 0 gives the reference back.
int WolfsslConnection::OnNewSession(WOLFSSL* ssl, WOLFSSL_SESSION* session) {
  auto* connection = static_cast<WolfsslConnection*>(wolfSSL_GetIOReadCtx(ssl));
  if (connection->settings_.store != nullptr) {
    connection->settings_.store->Add(session);
  }
  connection->has_new_session_ = true;
  return 0;
}

// With `copy` set the library leaves the session alone, which the connection keeps as long as it may be looked at.
WOLFSSL_SESSION* WolfsslConnection::OnFindSession(WOLFSSL* ssl, const unsigned char* id, int length, int* copy) {
  auto* connection = static_cast<WolfsslConnection*>(wolfSSL_GetIOReadCtx(ssl));
  connection->found_ = connection->settings_.store->Find({id, static_cast<std::size_t>(length)});
  *copy = 1;
  return connection->found_.get();
}

WolfsslSessionPtr WolfsslConnection::NewSession() {
  if (!std::exchange(has_new_session_, false)) {
    return nullptr;
  }
  const WolfsslSessionPtr own(wolfSSL_get1_session(ssl_.get()));
  return WolfsslSessionPtr(wolfSSL_SESSION_dup(own.get()));
}
#endif

// OnNewSession is called twice in a TLS 1.2 handshake with a ticket, so tickets are counted here.
int WolfsslConnection::OnTicket(WOLFSSL* /*ssl*/, const unsigned char* /*ticket*/, int length, void* self) {
  auto* connection = static_cast<WolfsslConnection*>(self);
  connection->ticket_bytes_ = static_cast<std::size_t>(length);
  ++connection->tickets_;
  return 0;
}

State WolfsslConnection::Read(Buffer& plaintext) {
  std::array<std::uint8_t, kMaxPlaintext> chunk;  // not cleared: a handshake pays for no memset
  int count = 0;
  // The call that finds no more application data also takes in the tickets of TLS 1.3.
  while ((count = wolfSSL_read(ssl_.get(), chunk.data(), static_cast<int>(chunk.size()))) > 0) {
    plaintext.insert(plaintext.end(), chunk.data(), chunk.data() + count);
  }
  return WaitOrFail(count);
}

State WolfsslConnection::WaitOrFail(int result) {
  const int error = wolfSSL_get_error(ssl_.get(), result);
  if (error == WOLFSSL_ERROR_WANT_READ) {
    return state_;
  }
  if (error == WOLFSSL_ERROR_ZERO_RETURN) {
    return state_ = State::kClosed;
  }
  return Fail(error);
}

State WolfsslConnection::Fail(int error) {
  failure_.words = LibraryWords(error);
  WOLFSSL_ALERT_HISTORY alerts;
  if (wolfSSL_get_alert_history(ssl_.get(), &alerts) == WOLFSSL_SUCCESS) {
    failure_.alert_sent = alerts.last_tx.code;
    failure_.certificate = IsCertificateAlert(failure_.alert_sent);
    failure_.alert_received = alerts.last_rx.code;
  }
  return state_ = State::kFailed;
}

void WolfsslConnection::DescribePeerKey(Negotiated& result) const {
  const X509Ptr certificate(wolfSSL_get_peer_certificate(ssl_.get()));
  if (!certificate) {
    return;
  }
  const int type = wolfSSL_X509_get_pubkey_type(certificate.get());
  if (type == ED25519k) {  // of which no EVP_PKEY is made
    result.peer_key = KeyType::kEd25519;
    result.peer_key_bits = 256;
    return;
  }
  const PkeyPtr key(wolfSSL_X509_get_pubkey(certificate.get()));
  if (!key || (type != RSAk && type != ECDSAk)) {
    return;
  }
  result.peer_key = type == RSAk ? KeyType::kRsa : KeyType::kEcdsa;
  const int bits = wolfSSL_EVP_PKEY_bits(key.get());  // of whole octets: 528 of P-521
  result.peer_key_bits = static_cast<std::uint16_t>(type == ECDSAk && bits == 528 ? 521 : bits);
}

}  // namespace tlsbench
