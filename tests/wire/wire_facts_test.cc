// Hand-made bytes: what the wire says, and that no bytes at all make the reader say more than it has read.

#include "bench/wire/wire_facts.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "tests/support/wire_bytes.h"

namespace tlsbench {
namespace {

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

TEST(WireTest, TheLargestRecordsOfTls12AreThoseInClear) {
  const WireFacts facts = Read(kClient12, Join({kServer12, Record(kData, Buffer(5000, 1))}));
  EXPECT_EQ(facts.client_record_bytes, ClientHelloMessage({Extension(35, {})}).size());
  EXPECT_EQ(
      facts.server_record_bytes,
      Join({ServerHelloMessage(0xc02b, {Extension(35, {})}), kCertificate, kKeyExchange, Message(14, {})}).size());
}

TEST(WireTest, TheLargestRecordsOfTls13AreOfAll) {
  EXPECT_EQ(Read(kClient13, kServer13).server_record_bytes, 900U);
  EXPECT_EQ(Read(kClient13, Join({kServer13, Record(kData, Buffer(901, 1))})).server_record_bytes, 901U);
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

TEST(WireTest, ASessionIdIsEchoedOnlyIfItIsTheSame) {
  const auto hello = [](std::uint8_t type, const Buffer& id) {
    const Buffer suites = type == 1 ? Join({Vector(2, U16(0xc02b)), Vector(1, {0})}) : Join({U16(0xc02b), {0}});
    return Clear({Message(type, Join({{3, 3}, kPlainRandom, Vector(1, id), suites, Vector(2, {})}))});
  };
  EXPECT_TRUE(Read(hello(1, Buffer(32, 1)), hello(2, Buffer(32, 1))).session_id_echoed);
  EXPECT_FALSE(Read(hello(1, Buffer(32, 1)), hello(2, Buffer(32, 2))).session_id_echoed);
  EXPECT_FALSE(Read(hello(1, {}), hello(2, {})).session_id_echoed) << "no session ID is no offer";
  EXPECT_EQ(Read(hello(1, Buffer(32, 1)), {}).session_id_bytes, 32U);
}

TEST(WireTest, EndOfEarlyDataIsKnownByItsLength) {
  const auto ended = [](unsigned suite, std::size_t length) {
    return Read(Join({kClient13, Record(kData, Buffer(length, 1))}), Clear({ServerHelloMessage(suite, {kIsTls13})}))
        .end_of_early_data;
  };
  EXPECT_TRUE(ended(0x1301, 4 + 1 + 16));
  EXPECT_FALSE(ended(0x1301, 4 + 1 + 8));
  EXPECT_TRUE(ended(0x1305, 4 + 1 + 8)) << "TLS_AES_128_CCM_8_SHA256 has a tag of 8 bytes";
  EXPECT_FALSE(ended(0x1305, 4 + 1 + 16));
  EXPECT_FALSE(ended(0x1301, 36 + 1 + 16)) << "a Finished";
  EXPECT_FALSE(Read(Join({kClient12, Record(kData, Buffer(21, 1))}), kServer12).end_of_early_data) << "TLS 1.2";
}

TEST(WireTest, EarlyDataIsOfferedInTheFirstClientHello) {
  const Buffer offer = Clear({ClientHelloMessage({Extension(42, {}), kIsTls13, kOfferedPsk})});
  EXPECT_TRUE(Read(offer, kServer13).offered_early_data);
  EXPECT_TRUE(Read(Join({offer, kClient13}), kServer13).offered_early_data) << "a second one does not repeat it";
  EXPECT_FALSE(Read(kClient13, kServer13).offered_early_data);
}

TEST(WireTest, AClientsCertificateAndItsSignature) {
  const Buffer verify = Message(15, Join({U16(0x0403), Vector(2, Buffer(70, 1))}));
  const Buffer certificate = Message(11, Vector(3, Buffer(500, 1)));
  const Buffer request = Message(13, Buffer(10, 1));
  const Buffer client = Join({Clear({ClientHelloMessage({}), certificate, verify}), kChange, kSealed12});
  const WireFacts facts =
      Read(client, Join({Clear({ServerHelloMessage(0xc02b, {}), kCertificate, request}), kServer12}));
  EXPECT_TRUE(facts.certificate_request && facts.client_certificate);
  EXPECT_EQ(facts.client_signature_scheme, 0x0403);
  const Buffer none = Join({Clear({ClientHelloMessage({}), Message(11, Vector(3, {}))}), kChange, kSealed12});
  EXPECT_FALSE(Read(none, kServer12).client_certificate) << "an empty list is none";
  EXPECT_FALSE(Read(kClient12, kServer12).certificate_request);
}

TEST(WireTest, GreaseAndCompressionInTheClientHello) {
  EXPECT_FALSE(Read(kClient13, kServer13).grease);
  EXPECT_TRUE(Read(Clear({ClientHelloMessage({Extension(0x5a5a, {})})}), kServer13).grease);
  EXPECT_FALSE(Read(Clear({ClientHelloMessage({Extension(0x5a6a, {})})}), kServer13).grease) << "both bytes are one";
  EXPECT_TRUE(Read(Clear({ClientHelloMessage({Extension(27, {2, 0, 1})})}), kServer13).offered_compression);
}

}  // namespace
}  // namespace tlsbench
