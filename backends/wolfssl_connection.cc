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

// The lifetime of a TLS 1.2 ticket whose server states none, so that the client decides (RFC 5077, section 3.3).
// wolfSSL takes the 0 literally, and would never offer the ticket.
constexpr std::uint32_t kUnannouncedLifetime = 7200;

// With FP_ECC the library keeps tables for each thread, megabytes of them, and the thread has to free them (wolfSSL
// pull request 1458).
void FreeTablesAtThreadExit() {
#ifdef FP_ECC
  struct Tables {
    ~Tables() { wc_ecc_fp_free(); }
  };
  [[maybe_unused]] static thread_local const Tables tables;
#endif
}

// wolfSSL_version() is missing from version 4 without OPENSSL_ALL.
std::uint16_t Protocol(const WOLFSSL* ssl) {
  const int version = wolfSSL_GetVersion(ssl);
  return version == WOLFSSL_TLSV1_3 ? kTls13 : version == WOLFSSL_TLSV1_2 ? kTls12 : 0;
}

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
  // this callback set it assumes that it has.
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

// Runs the handshake. While early data is on its way the library stops after it has sent its Finished, and returns
// success.
int WolfsslConnection::Handshake() {
  int result = WOLFSSL_SUCCESS;
  while (result == WOLFSSL_SUCCESS && wolfSSL_is_init_finished(ssl_.get()) != 1) {
    result = settings_.role == Role::kClient ? wolfSSL_connect(ssl_.get()) : wolfSSL_accept(ssl_.get());
  }
  return result;
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
    return std::make_unique<WolfsslSession>(std::move(session), 0, 0);  // its timeout is the library's default
  }
  const auto lifetime = static_cast<std::uint32_t>(wolfSSL_SESSION_get_timeout(session.get()));
  if (lifetime == 0 && Protocol(ssl_.get()) == kTls12) {
    wolfSSL_SSL_SESSION_set_timeout(session.get(), kUnannouncedLifetime);
  }
  return std::make_unique<WolfsslSession>(std::move(session), lifetime, ticket_bytes_);
}

State WolfsslConnection::Read(Buffer& plaintext) {
  std::array<std::uint8_t, kMaxPlaintext> chunk;  // not cleared, to save the time
  int count = 0;
  // The call that finds no more application data also reads TLS 1.3 tickets.
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
  failure_.reason = LibraryWords(error);
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
  if (type == ED25519k) {  // the library makes no EVP_PKEY of it
    result.peer_key = KeyType::kEd25519;
    result.peer_key_bits = 256;
    return;
  }
  const PkeyPtr key(wolfSSL_X509_get_pubkey(certificate.get()));
  if (!key || (type != RSAk && type != ECDSAk)) {
    return;
  }
  result.peer_key = type == RSAk ? KeyType::kRsa : KeyType::kEcdsa;
  const int bits = wolfSSL_EVP_PKEY_bits(key.get());  // in whole octets: 528 for P-521
  result.peer_key_bits = static_cast<std::uint16_t>(type == ECDSAk && bits == 528 ? 521 : bits);
}

}  // namespace tlsbench
