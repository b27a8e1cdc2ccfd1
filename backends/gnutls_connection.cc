#include "backends/gnutls_connection.h"

#include <gnutls/x509.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <string>

#include "backends/gnutls_names.h"

namespace tlsbench {
namespace {

using CertificatePtr = std::unique_ptr<std::remove_pointer_t<gnutls_x509_crt_t>, Deleter<gnutls_x509_crt_deinit>>;

constexpr std::size_t kMaxPlaintext = 16384;  // of one record (RFC 9846, section 5.1)

// Alerts by which this side refuses a certificate: bad_certificate (42) to certificate_unknown (46), and unknown_ca
// (48) (RFC 9846, section 6.2).
bool IsCertificateAlert(int alert) { return (alert >= 42 && alert <= 46) || alert == 48; }

// Returns the reason why the certificate was refused, one line, without the space at its end; empty if it was not.
std::string VerificationWords(gnutls_session_t session) {
  gnutls_datum_t text{};
  const unsigned status = gnutls_session_get_verify_cert_status(session);
  if (status == 0 || gnutls_certificate_verification_status_print(status, GNUTLS_CRT_X509, &text, 0) < 0) {
    return "";
  }
  std::string words(reinterpret_cast<const char*>(text.data), text.size);
  gnutls_free(text.data);
  words.erase(words.find_last_not_of(' ') + 1);
  return words;
}

}  // namespace

GnutlsConnection::GnutlsConnection(GnutlsPtr session, const Settings& settings, const OpenOptions& options)
    : session_(std::move(session)),
      settings_(settings),
      sent_early_data_(!options.early_data.empty()),
      observer_(options.observer),
      writes_(options.writes) {
  gnutls_session_t own = session_.get();
  gnutls_session_set_ptr(own, this);
  gnutls_transport_set_ptr(own, this);
  gnutls_transport_set_pull_function(own, OnPull);
  gnutls_transport_set_pull_timeout_function(own, OnPullTimeout);
  gnutls_transport_set_push_function(own, OnPush);
  // By default the library writes to the file that $SSLKEYLOGFILE names.
  gnutls_session_set_keylog_function(own, settings_.keylog && observer_ != nullptr ? OnSecret : nullptr);
  if (observer_ != nullptr || settings_.false_start) {
    gnutls_handshake_set_hook_function(own, GNUTLS_HANDSHAKE_ANY, GNUTLS_HOOK_PRE, OnMessage);
  } else if (settings_.role == Role::kClient) {
    gnutls_handshake_set_hook_function(own, GNUTLS_HANDSHAKE_NEW_SESSION_TICKET, GNUTLS_HOOK_PRE, OnMessage);
  }
}

State GnutlsConnection::Feed(Bytes in, Buffer& plaintext, Buffer& out) {
  in_ = in;
  out_ = &out;
  const bool false_started = state_ == State::kMaySend && !sent_early_data_;
  if (state_ != State::kOpen && !false_started && Handshake(plaintext) != State::kOpen) {
    return state_;
  }
  if (in_.empty()) {
    return state_;
  }
  Read(plaintext);
  // After a False Start the library handles the rest of the handshake while it reads.
  return state_ == State::kMaySend && peer_finished_ ? Open() : state_;
}

State GnutlsConnection::Handshake(Buffer& plaintext) {
  int result = 0;
  do {
    result = gnutls_handshake(session_.get());
  } while (IsPassing(result));
  TakeEarlyData(plaintext);
  if (sent_early_data_) {
    state_ = State::kMaySend;
  }
  if (result < 0) {
    return WaitOrFail(result);
  }
  if (settings_.false_start && !peer_finished_) {
    return state_ = State::kMaySend;
  }
  return Open();
}

// Takes the early data that the library has kept while it waited for the end of early data.
void GnutlsConnection::TakeEarlyData(Buffer& plaintext) {
  const bool taken = (gnutls_session_get_flags(session_.get()) & GNUTLS_SFLAGS_EARLY_DATA) != 0;
  if (settings_.role == Role::kClient || !taken) {
    return;
  }
  std::array<std::uint8_t, kMaxPlaintext> chunk;
  ssize_t count = 0;
  while ((count = gnutls_record_recv_early_data(session_.get(), chunk.data(), chunk.size())) > 0) {
    plaintext.insert(plaintext.end(), chunk.data(), chunk.data() + count);
  }
}

// Called after the handshake: sends a TLS 1.3 server's tickets, and notes a TLS 1.2 session, with a ticket or without.
State GnutlsConnection::Open() {
  state_ = State::kOpen;
  const bool tls13 = NegotiatedProtocol(session_.get()) == kTls13;
  if (settings_.role == Role::kServer && tls13 && settings_.tickets != 0) {
    const int result = gnutls_session_ticket_send(session_.get(), settings_.tickets, 0);
    return result < 0 ? Fail(result) : state_;
  }
  if (settings_.role == Role::kClient && !tls13) {
    // After a resumption the library returns the offered session, even if there is a new ticket.
    has_new_session_ = gnutls_session_is_resumed(session_.get()) == 0;
  }
  return state_;
}

State GnutlsConnection::Write(Bytes plaintext, Buffer& out) {
  in_ = {};
  out_ = &out;
  while (!plaintext.empty()) {
    const ssize_t written = gnutls_record_send(session_.get(), plaintext.data(), plaintext.size());
    if (written < 0) {
      return Fail(static_cast<int>(written));
    }
    plaintext = plaintext.subspan(static_cast<std::size_t>(written));
  }
  return state_;
}

State GnutlsConnection::Close(Buffer& out) {
  in_ = {};
  out_ = &out;
  gnutls_bye(session_.get(), GNUTLS_SHUT_WR);
  return state_ = State::kClosed;
}

Negotiated GnutlsConnection::negotiated() const {
  gnutls_session_t own = session_.get();
  Negotiated result;
  result.protocol = NegotiatedProtocol(own);
  result.cipher_suite = NegotiatedCipherSuite(own);
  result.group = NegotiatedGroup(own);
  result.resumed = gnutls_session_is_resumed(own) != 0;
  if (settings_.role == Role::kClient) {
    result.signature_scheme = result.resumed ? std::uint16_t{0} : ServerSignatureScheme(own);
    result.tickets = tickets_;
  }
  if (settings_.expect_certificate) {
    DescribePeerKey(result);
  }
  result.early_data_accepted = (gnutls_session_get_flags(own) & GNUTLS_SFLAGS_EARLY_DATA) != 0;
  gnutls_datum_t alpn{};
  if (gnutls_alpn_get_selected_protocol(own, &alpn) == GNUTLS_E_SUCCESS) {
    result.alpn.assign(reinterpret_cast<const char*>(alpn.data), alpn.size);
  }
  return result;
}

std::unique_ptr<Session> GnutlsConnection::TakeSession() {
  gnutls_datum_t data{};
  if (!std::exchange(has_new_session_, false) || gnutls_session_get_data2(session_.get(), &data) != GNUTLS_E_SUCCESS) {
    return nullptr;
  }
  return std::make_unique<GnutlsSession>(data, lifetime_seconds_, ticket_bytes_, early_data_limit_);
}

State GnutlsConnection::Read(Buffer& plaintext) {
  std::array<std::uint8_t, kMaxPlaintext> chunk;  // not cleared, to save the time
  ssize_t count = 0;
  // The call that finds no more application data also reads TLS 1.3 tickets.
  while ((count = gnutls_record_recv(session_.get(), chunk.data(), chunk.size())) > 0 || IsPassing(count)) {
    if (count > 0) {
      plaintext.insert(plaintext.end(), chunk.data(), chunk.data() + count);
    }
  }
  return count == 0 ? state_ = State::kClosed : WaitOrFail(static_cast<int>(count));
}

// Returns whether to repeat the same call: for example after a warning, and after each TLS 1.3 ticket, when the library
// asks for more input although some is left.
bool GnutlsConnection::IsPassing(ssize_t result) const {
  const auto error = static_cast<int>(result);
  return error < 0 && (error == GNUTLS_E_AGAIN ? !in_.empty() : gnutls_error_is_fatal(error) == 0);
}

State GnutlsConnection::WaitOrFail(int error) { return error == GNUTLS_E_AGAIN ? state_ : Fail(error); }

// Fails the connection; the library makes its alert only on request.
State GnutlsConnection::Fail(int error) {
  failure_.reason = gnutls_strerror(error);
  if (error == GNUTLS_E_FATAL_ALERT_RECEIVED) {
    failure_.alert_received = gnutls_alert_get(session_.get());
    const char* name = gnutls_alert_get_name(gnutls_alert_get(session_.get()));
    failure_.reason.append(" ").append(name == nullptr ? "Unknown alert" : name);
  } else if (gnutls_alert_send_appropriate(session_.get(), error) == GNUTLS_E_SUCCESS) {
    int level = 0;
    failure_.alert_sent = gnutls_error_to_alert(error, &level);
    failure_.certificate = IsCertificateAlert(failure_.alert_sent);
  }
  if (error == GNUTLS_E_CERTIFICATE_VERIFICATION_ERROR) {
    failure_.reason.append(" ").append(VerificationWords(session_.get()));
  }
  return state_ = State::kFailed;
}

void GnutlsConnection::DescribePeerKey(Negotiated& result) const {
  unsigned count = 0;
  const gnutls_datum_t* chain = gnutls_certificate_get_peers(session_.get(), &count);
  gnutls_x509_crt_t raw = nullptr;
  if (chain == nullptr || count == 0 || gnutls_x509_crt_init(&raw) < 0) {
    return;
  }
  const CertificatePtr certificate(raw);
  unsigned bits = 0;
  if (gnutls_x509_crt_import(raw, &chain[0], GNUTLS_X509_FMT_DER) < 0) {
    return;
  }
  switch (gnutls_x509_crt_get_pk_algorithm(raw, &bits)) {
    case GNUTLS_PK_RSA:
      result.peer_key = KeyType::kRsa;
      break;
    case GNUTLS_PK_ECDSA:
      result.peer_key = KeyType::kEcdsa;
      break;
    case GNUTLS_PK_EDDSA_ED25519:
      result.peer_key = KeyType::kEd25519;
      break;
    default:
      return;
  }
  constexpr unsigned kBitsOfP521 = 528;  // P-521 in whole octets
  const bool p521 = result.peer_key == KeyType::kEcdsa && bits == kBitsOfP521;
  result.peer_key_bits = static_cast<std::uint16_t>(p521 ? 521 : bits);
}

}  // namespace tlsbench
