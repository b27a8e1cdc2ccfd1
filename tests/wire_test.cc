// Hand-made bytes: what the wire says, and that no bytes at all make the reader say more than it has read.

#include "bench/wire.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace tlsbench {
namespace {

constexpr std::uint8_t kCcs = 20;
constexpr std::uint8_t kAlert = 21;
constexpr std::uint8_t kHandshake = 22;
constexpr std::uint8_t kData = 23;

Buffer Join(const std::vector<Buffer>& parts) {
  Buffer whole;
  for (const Buffer& part : parts) {
    whole.insert(whole.end(), part.begin(), part.end());
  }
  return whole;
}

// `body` behind its length in `width` bytes.
Buffer Vector(unsigned width, const Buffer& body) {
  Buffer vector;
  for (unsigned i = width; i-- > 0;) {
    vector.push_back(static_cast<std::uint8_t>(body.size() >> (8 * i)));
  }
  return Join({vector, body});
}

Buffer U16(unsigned value) { return {static_cast<std::uint8_t>(value >> 8), static_cast<std::uint8_t>(value)}; }
Buffer Message(std::uint8_t type, const Buffer& body) { return Join({{type}, Vector(3, body)}); }
Buffer Record(std::uint8_t type, const Buffer& body) { return Join({{type, 3, 3}, Vector(2, body)}); }
Buffer Extension(unsigned type, const Buffer& body) { return Join({U16(type), Vector(2, body)}); }

const Buffer kPlainRandom(32, 0xaa);
const Buffer kRetryRandom = {0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c,
                             0x02, 0x1e, 0x65, 0xb8, 0x91, 0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb,
                             0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c};

Buffer ClientHelloMessage(const std::vector<Buffer>& extensions) {
  return Message(1, Join({{3, 3},
                          kPlainRandom,
                          Vector(1, Buffer(32, 1)),
                          Vector(2, {0x13, 0x01, 0xc0, 0x2b}),
                          Vector(1, {0}),
                          Vector(2, Join(extensions))}));
}

Buffer ServerHelloMessage(unsigned suite, const std::vector<Buffer>& extensions, const Buffer& random = kPlainRandom) {
  return Message(2, Join({{3, 3}, random, Vector(1, Buffer(32, 2)), U16(suite), {0}, Vector(2, Join(extensions))}));
}

const Buffer kIsTls13 = Extension(43, {3, 4});
const Buffer kShareX25519 = Extension(51, Join({U16(29), Vector(2, Buffer(32, 9))}));
const Buffer kShareP256 = Extension(51, Join({U16(23), Vector(2, Buffer(65, 9))}));
const Buffer kOfferedPsk = Extension(41, Buffer(200, 7));
const Buffer kSelectedPsk = Extension(41, {0, 0});
const Buffer kCertificate = Message(11, Buffer(900, 5));
const Buffer kKeyExchange =
    Message(12, Join({{3}, U16(29), Vector(1, Buffer(32, 6)), U16(0x0403), Vector(2, Buffer(71, 8))}));
const Buffer kTicketMessage = Message(4, Buffer(190, 4));
const Buffer kChange = Record(kCcs, {1});
const Buffer kSealed12 = Record(kHandshake, Buffer(40, 11));  // encrypted, and looks like a Certificate at first sight

Buffer Clear(const std::vector<Buffer>& messages) { return Record(kHandshake, Join(messages)); }

WireFacts Read(const Buffer& client, const Buffer& server) { return ReadWire(client, server); }

const Buffer kClient12 = Join({Clear({ClientHelloMessage({Extension(35, {})})}), kChange, kSealed12});
const Buffer kServer12 =
    Join({Clear({ServerHelloMessage(0xc02b, {Extension(35, {})}), kCertificate, kKeyExchange, Message(14, {})}),
          Clear({kTicketMessage}), kChange, kSealed12});
const Buffer kResumingClient12 = Clear({ClientHelloMessage({Extension(35, Buffer(192, 3))})});
const Buffer kResumingServer12 = Join({Clear({ServerHelloMessage(0xc02b, {})}), kChange, kSealed12});
const Buffer kOfferedShares =
    Extension(51, Vector(2, Join({U16(0x11ec), Vector(2, Buffer(1216, 9)), U16(29), Vector(2, Buffer(32, 9))})));
const Buffer kClient13 = Clear({ClientHelloMessage({kIsTls13, kOfferedShares})});
const Buffer kServer13 =
    Join({Clear({ServerHelloMessage(0x1301, {kIsTls13, kShareX25519})}), kChange, Record(kData, Buffer(900, 1))});

TEST(WireTest, Tls12Full) {
  const WireFacts facts = Read(kClient12, kServer12);
  EXPECT_EQ(facts.malformed, "");
  EXPECT_TRUE(facts.client_hello && facts.server_hello && facts.certificate && facts.server_changed_cipher);
  EXPECT_TRUE(std::equal(kPlainRandom.begin(), kPlainRandom.end(), facts.client_random.begin()));
  EXPECT_EQ(facts.protocol, kTls12);
  EXPECT_EQ(facts.cipher_suite, 0xc02b);
  EXPECT_EQ(facts.group, 29);
  EXPECT_EQ(facts.signature_scheme, 0x0403);
  EXPECT_TRUE(facts.new_session_ticket);
  EXPECT_EQ(facts.offered_ticket_bytes, 0U);
  EXPECT_FALSE(facts.resumed() || facts.hello_retry || facts.alert_from_server);
}

TEST(WireTest, Tls12Resumed) {
  const WireFacts facts = Read(kResumingClient12, kResumingServer12);
  EXPECT_TRUE(facts.resumed());
  EXPECT_EQ(facts.offered_ticket_bytes, 192U);
  EXPECT_EQ(facts.group, 0);
}

TEST(WireTest, Tls12ResumedWithARenewedTicket) {
  const Buffer server = Join({Clear({ServerHelloMessage(0xc02b, {}), kTicketMessage}), kChange, kSealed12});
  const WireFacts facts = Read(kResumingClient12, server);
  EXPECT_TRUE(facts.resumed());
  EXPECT_TRUE(facts.new_session_ticket);
}

TEST(WireTest, Tls12RefusedTicketIsAFullHandshake) { EXPECT_FALSE(Read(kResumingClient12, kServer12).resumed()); }

TEST(WireTest, Tls12IsNotResumedBeforeTheServerChangesCipher) {
  EXPECT_FALSE(Read(kResumingClient12, Clear({ServerHelloMessage(0xc02b, {})})).resumed());
  EXPECT_FALSE(Read(kResumingClient12, kChange).resumed());
}

TEST(WireTest, Tls12ReadsNothingAfterChangeCipherSpec) {
  const Buffer sealed = Record(kHandshake, Join({kCertificate, kKeyExchange}));  // what ciphertext could look like
  const WireFacts facts = Read(kResumingClient12, Join({Clear({ServerHelloMessage(0xc02b, {})}), kChange, sealed}));
  EXPECT_TRUE(facts.resumed());
  EXPECT_FALSE(facts.certificate);
  EXPECT_EQ(facts.group, 0);
}

TEST(WireTest, Tls13Full) {
  const WireFacts facts = Read(kClient13, kServer13);
  EXPECT_EQ(facts.malformed, "");
  EXPECT_EQ(facts.protocol, kTls13);
  EXPECT_EQ(facts.cipher_suite, 0x1301);
  EXPECT_EQ(facts.group, 29);
  EXPECT_FALSE(facts.resumed() || facts.offered_psk || facts.hello_retry);
}

TEST(WireTest, Tls13Resumed) {
  const WireFacts facts = Read(Clear({ClientHelloMessage({kIsTls13, kShareX25519, kOfferedPsk})}),
                               Clear({ServerHelloMessage(0x1301, {kIsTls13, kShareX25519, kSelectedPsk})}));
  EXPECT_TRUE(facts.offered_psk && facts.selected_psk && facts.resumed());
  EXPECT_EQ(facts.group, 29);
}

TEST(WireTest, Tls13OfferedAndNotTakenIsAFullHandshake) {
  const WireFacts facts = Read(Clear({ClientHelloMessage({kIsTls13, kShareX25519, kOfferedPsk})}), kServer13);
  EXPECT_TRUE(facts.offered_psk);
  EXPECT_FALSE(facts.resumed());
}

TEST(WireTest, Tls13ResumedWithoutKeyExchangeShowsNoGroup) {
  const WireFacts facts = Read(kClient13, Clear({ServerHelloMessage(0x1301, {kIsTls13, kSelectedPsk})}));
  EXPECT_TRUE(facts.resumed());
  EXPECT_EQ(facts.group, 0);
}

TEST(WireTest, HelloRetryRequest) {
  const Buffer retry = Clear({ServerHelloMessage(0x1301, {kIsTls13, Extension(51, U16(23))}, kRetryRandom)});
  const WireFacts half = Read(kClient13, retry);
  EXPECT_TRUE(half.hello_retry);
  EXPECT_FALSE(half.server_hello);
  const WireFacts whole = Read(Join({kClient13, kChange, Clear({ClientHelloMessage({kIsTls13, kShareP256})})}),
                               Join({retry, kChange, Clear({ServerHelloMessage(0x1301, {kIsTls13, kShareP256})})}));
  EXPECT_TRUE(whole.hello_retry && whole.server_hello);
  EXPECT_EQ(whole.group, 23);
}

TEST(WireTest, AHelloRetryRequestIsKnownByItsRandom) {
  EXPECT_TRUE(IsHelloRetryRequest(ServerHelloMessage(0x1301, {kIsTls13}, kRetryRandom)));
  EXPECT_FALSE(IsHelloRetryRequest(ServerHelloMessage(0x1301, {kIsTls13})));
  Buffer other = ServerHelloMessage(0x1301, {kIsTls13}, kRetryRandom);
  other[0] = 1;
  EXPECT_FALSE(IsHelloRetryRequest(other)) << "of another type";
  const Buffer retry = ServerHelloMessage(0x1301, {kIsTls13}, kRetryRandom);
  EXPECT_FALSE(IsHelloRetryRequest(Bytes(retry).first(20))) << "cut short";
  EXPECT_FALSE(IsHelloRetryRequest({}));
}

TEST(WireTest, MessagesCutAnywhereOverRecords) {
  const Buffer messages = Join({ServerHelloMessage(0xc02b, {}), kCertificate, kKeyExchange, Message(14, {})});
  for (const std::size_t length : {1U, 3U, 4U, 5U, 77U, 500U}) {
    Buffer server;
    for (std::size_t at = 0; at < messages.size(); at += length) {
      const Bytes piece = Bytes(messages).subspan(at, std::min(length, messages.size() - at));
      server = Join({server, Record(kHandshake, Buffer(piece.begin(), piece.end()))});
    }
    const WireFacts facts = Read(kClient12, server);
    EXPECT_TRUE(facts.server_hello && facts.certificate) << length;
    EXPECT_EQ(facts.group, 29) << length;
    EXPECT_EQ(facts.malformed, "") << length;
  }
}

TEST(WireTest, AlertInClear) {
  const Buffer alert = Record(kAlert, {2, 40});
  EXPECT_EQ(Read(kClient13, alert).alert_from_server, 40);
  EXPECT_EQ(Read(Join({kClient13, alert}), kServer13).alert_from_server, std::nullopt);
  EXPECT_EQ(Read(kClient13, Record(kAlert, Buffer(19, 7))).alert_from_server, std::nullopt) << "an encrypted one";
}

// The bytes before `length`, in an allocation that ends there.
Buffer Prefix(const Buffer& bytes, std::size_t length) {
  return {bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(length)};
}

std::size_t FirstRecord(const Buffer& bytes) { return 5 + (std::size_t{bytes[3]} << 8) + bytes[4]; }

TEST(WireTest, EveryPrefixIsReadAsFarAsItGoes) {
  for (const Buffer& server : {kServer12, kServer13, kResumingServer12}) {
    for (std::size_t length = 0; length < server.size(); ++length) {
      const Buffer prefix = Prefix(server, length);
      EXPECT_EQ(Read(prefix, prefix).server_hello, length >= FirstRecord(server)) << length;
    }
  }
}

TEST(WireTest, ARecordCutShortIsNoWholeHandshake) {
  const std::size_t boundary = FirstRecord(kServer13);
  EXPECT_EQ(Read(kClient13, Prefix(kServer13, boundary)).malformed, "");
  EXPECT_EQ(Read(kClient13, Prefix(kServer13, boundary - 1)).malformed, "the server's last record is cut short");
  EXPECT_EQ(Read(kClient13, Prefix(kServer13, boundary + 3)).malformed, "the server's last record is cut short");
  EXPECT_EQ(Read(Prefix(kClient13, 9), kServer13).malformed, "the client's last record is cut short");
  EXPECT_EQ(Read({}, {}).malformed, "");
}

TEST(WireTest, LengthsThatLieProveNothing) {
  Buffer hello = ClientHelloMessage({kIsTls13});
  hello[4 + 2 + 32] = 255;  // the session ID swallows the rest
  EXPECT_FALSE(Read(Clear({hello}), {}).client_hello);
  Buffer answer = ServerHelloMessage(0x1301, {kIsTls13});
  answer[4 + 2 + 32] = 255;
  EXPECT_FALSE(Read({}, Clear({answer})).server_hello);
  EXPECT_FALSE(Read({}, Clear({Message(2, {3, 3})})).server_hello);
  EXPECT_EQ(Read({}, Clear({Message(12, {3})})).group, 0);
}

TEST(WireTest, UnknownRecordTypeEndsTheReading) {
  const WireFacts facts = Read(kClient13, Join({Record(99, {1, 2}), kServer13}));
  EXPECT_NE(facts.malformed, "");
  EXPECT_FALSE(facts.server_hello);
}

// Bytes changed, cut out and doubled at random: nothing may be read out of bounds (the sanitizers watch), and all must
// end. The seed is fixed, so a failure can be had again.
TEST(WireTest, SurvivesGarbage) {
  std::mt19937 random(20260731);
  const Buffer seeds[] = {kClient12, kServer12, kClient13, kServer13, kResumingServer12};
  const auto below = [&](std::size_t limit) {
    return std::uniform_int_distribution<std::size_t>(0, limit - 1)(random);
  };
  std::size_t hellos = 0;
  for (int i = 0; i < 20'000; ++i) {
    Buffer bytes = seeds[below(std::size(seeds))];
    for (std::size_t changes = below(4); changes > 0; --changes) {
      bytes[below(bytes.size())] = static_cast<std::uint8_t>(random());
      const auto cut = bytes.begin() + static_cast<std::ptrdiff_t>(below(bytes.size()));
      bytes.erase(cut, cut + std::min<std::ptrdiff_t>(bytes.end() - cut - (cut == bytes.begin() ? 1 : 0),
                                                      static_cast<std::ptrdiff_t>(below(3))));
    }
    bytes.shrink_to_fit();
    hellos += Read(bytes, bytes).server_hello ? 1 : 0;
  }
  EXPECT_GT(hellos, 1000U) << "too much is broken for this to test anything";
  for (int i = 0; i < 20'000; ++i) {
    Buffer bytes(below(64));
    std::generate(bytes.begin(), bytes.end(), [&] { return static_cast<std::uint8_t>(random()); });
    EXPECT_FALSE(Read(bytes, bytes).resumed());
  }
}

TEST(WireTest, LooksLikeTls) {
  EXPECT_TRUE(LooksLikeTls(Buffer{}));
  EXPECT_TRUE(LooksLikeTls(Buffer{kHandshake}));
  EXPECT_TRUE(LooksLikeTls(Buffer{kAlert, 3, 1}));
  EXPECT_FALSE(LooksLikeTls(Buffer{kHandshake, 2}));
  EXPECT_FALSE(LooksLikeTls(Buffer{'H', 'T', 'T', 'P'}));
  EXPECT_FALSE(LooksLikeTls(Buffer{'2', '2', '0', ' '}));
}

TEST(WireTest, KeySharesAndTheirLengths) {
  const WireFacts facts = Read(kClient13, Clear({ServerHelloMessage(0x1301, {kIsTls13, kShareX25519})}));
  ASSERT_EQ(facts.client_shares.size(), 2U);
  EXPECT_EQ(facts.client_shares[0].group, 0x11ec);
  EXPECT_EQ(facts.client_shares[0].bytes, 1216U);
  EXPECT_EQ(facts.client_shares[1].group, 29);
  EXPECT_EQ(facts.client_shares[1].bytes, 32U);
  EXPECT_EQ(facts.server_share_bytes, 32U);
  EXPECT_EQ(facts.client_hello_bytes, kClient13.size() - 5) << "the record's header is not the message's";
}

TEST(WireTest, AHelloRetryRequestNamesAGroupAndHasNoShare) {
  const WireFacts facts =
      Read(kClient13, Clear({ServerHelloMessage(0x1301, {kIsTls13, Extension(51, U16(23))}, kRetryRandom)}));
  EXPECT_TRUE(facts.hello_retry);
  EXPECT_EQ(facts.group, 23);
  EXPECT_EQ(facts.server_share_bytes, 0U);
}

TEST(WireTest, SharesThatAreCutShortAreNotReadPastTheirEnd) {
  const Buffer cut = Clear({ClientHelloMessage({Extension(51, {0, 90, 0, 29, 0, 32, 1, 2})})});
  const WireFacts facts = Read(cut, {});
  ASSERT_LE(facts.client_shares.size(), 1U);
}

TEST(WireTest, TheServerAgreesToTheExtendedMasterSecret) {
  EXPECT_FALSE(Read(kClient12, kServer12).extended_master_secret);
  const Buffer agreed = Clear({ServerHelloMessage(0xc02b, {Extension(23, {})}), kCertificate, kKeyExchange});
  EXPECT_TRUE(Read(kClient12, agreed).extended_master_secret);
}

TEST(WireTest, AChangeCipherSpecIsLoneOnlyByItself) {
  EXPECT_TRUE(IsLoneChangeCipherSpec(Buffer{20, 3, 3, 0, 1, 1}));
  EXPECT_FALSE(IsLoneChangeCipherSpec(Buffer{}));
  EXPECT_FALSE(IsLoneChangeCipherSpec(Buffer{20, 3, 3, 0, 1}));
  EXPECT_FALSE(IsLoneChangeCipherSpec(Buffer{20, 3, 3, 0, 1, 1, 23}));
  EXPECT_FALSE(IsLoneChangeCipherSpec(Buffer{21, 3, 3, 0, 1, 1}));
}

}  // namespace
}  // namespace tlsbench
