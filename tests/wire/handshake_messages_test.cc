// Single messages, as far as wire_test.cc does not meet them in whole handshakes.

#include "bench/wire/handshake_messages.h"

#include <gtest/gtest.h>

#include "tests/support/wire_bytes.h"

namespace tlsbench {
namespace {

TEST(WireMessagesTest, AHelloRetryRequestIsKnownByItsRandom) {
  EXPECT_TRUE(IsHelloRetryRequest(ServerHelloMessage(0x1301, {kIsTls13}, kRetryRandom)));
  EXPECT_FALSE(IsHelloRetryRequest(ServerHelloMessage(0x1301, {kIsTls13})));
  Buffer other = ServerHelloMessage(0x1301, {kIsTls13}, kRetryRandom);
  other[0] = 1;
  EXPECT_FALSE(IsHelloRetryRequest(other)) << "of another type";
  const Buffer retry = ServerHelloMessage(0x1301, {kIsTls13}, kRetryRandom);
  EXPECT_FALSE(IsHelloRetryRequest(Bytes(retry).first(20))) << "cut short";
  EXPECT_FALSE(IsHelloRetryRequest({}));
}

TEST(WireMessagesTest, EncryptedExtensionsAcceptEarlyData) {
  const Buffer early_data = Extension(42, {});
  const Buffer alpn = Extension(16, Vector(2, Vector(1, {'h', '2'})));
  EXPECT_TRUE(AcceptsEarlyData(Message(8, Vector(2, Join({alpn, early_data})))));
  EXPECT_FALSE(AcceptsEarlyData(Message(8, Vector(2, alpn))));
  EXPECT_FALSE(AcceptsEarlyData(Message(8, Vector(2, {}))));
  EXPECT_FALSE(AcceptsEarlyData(Message(4, Vector(2, early_data)))) << "of another type";
  const Buffer whole = Message(8, Vector(2, Join({alpn, early_data})));
  EXPECT_FALSE(AcceptsEarlyData(Bytes(whole).first(whole.size() - 1))) << "cut short";
  EXPECT_FALSE(AcceptsEarlyData({}));
}

// A prime of RFC 7919, whose first bytes are the same in all of them, in so many bytes.
Buffer KnownPrime(std::size_t bytes) {
  Buffer prime(8, 0xff);
  const Buffer rest = {0xad, 0xf8, 0x54, 0x58, 0xa2, 0xbb, 0x4a, 0x9a};
  prime.insert(prime.end(), rest.begin(), rest.end());
  prime.resize(bytes);
  return prime;
}

WireFacts ReadKeyExchange(const Buffer& prime) {
  WireFacts facts;
  ReadServerKeyExchange(Join({Vector(2, prime), Vector(2, {2}), Vector(2, Buffer(prime.size(), 1)), U16(0x0401),
                              Vector(2, Buffer(256, 1))}),
                        facts);
  return facts;
}

TEST(WireMessagesTest, FiniteFieldGroupsAreKnownByTheirPrime) {
  EXPECT_EQ(ReadKeyExchange(KnownPrime(256)).group, 256);
  EXPECT_EQ(ReadKeyExchange(KnownPrime(384)).group, 257);
  EXPECT_EQ(ReadKeyExchange(KnownPrime(512)).group, 258);
  EXPECT_EQ(ReadKeyExchange(KnownPrime(300)).group, 0) << "of no such length";
  EXPECT_EQ(ReadKeyExchange(Buffer(256, 0xff)).group, 0) << "another prime, such as RFC 3526's";
  EXPECT_TRUE(ReadKeyExchange(KnownPrime(256)).server_key_exchange);
  EXPECT_EQ(ReadKeyExchange(KnownPrime(256)).signature_scheme, 0x0401);
}

TEST(WireMessagesTest, AKeyExchangeThatLiesTellsNoSignature) {
  WireFacts facts;
  ReadServerKeyExchange(Buffer{3, 0, 29, 90, 1, 2}, facts);
  EXPECT_TRUE(facts.server_key_exchange);
  EXPECT_EQ(facts.signature_scheme, 0);
  WireFacts empty;
  ReadServerKeyExchange({}, empty);
  EXPECT_EQ(empty.group, 0);
}

TEST(WireMessagesTest, AListOfCertificatesMayBeEmpty) {
  EXPECT_TRUE(HoldsCertificates(Vector(3, Buffer(100, 1))));
  EXPECT_FALSE(HoldsCertificates(Vector(3, {})));
  EXPECT_FALSE(HoldsCertificates({}));
}

}  // namespace
}  // namespace tlsbench
