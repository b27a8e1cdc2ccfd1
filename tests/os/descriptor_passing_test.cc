#include "bench/os/descriptor_passing.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <iterator>
#include <string>

namespace tlsbench {
namespace {

// Those of this process; the one that reads the folder is among them each time.
std::ptrdiff_t OpenDescriptors() {
  return std::distance(std::filesystem::directory_iterator("/proc/self/fd"), std::filesystem::directory_iterator());
}

class DescriptorTest : public testing::Test {
 protected:
  void SetUp() override {
    std::array<int, 2> ends{};
    ASSERT_EQ(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()), 0);
    ours_ = Fd(ends[0]);
    theirs_ = Fd(ends[1]);
  }

  bool Send(const std::string& text, int fd) { return SendPacket(ours_.get(), text.data(), text.size(), fd); }

  // The packet's text, or its length where that is none.
  std::string Receive(Fd& fd) {
    std::array<char, 16> text{};
    const ssize_t count = ReceivePacket(theirs_.get(), text.data(), text.size(), fd);
    return count > 0 ? std::string(text.data(), static_cast<std::size_t>(count)) : std::to_string(count);
  }

  Fd ours_;
  Fd theirs_;
};

TEST_F(DescriptorTest, APacketNeedsNoDescriptor) {
  Fd fd;
  ASSERT_TRUE(Send("hello", -1));
  EXPECT_EQ(Receive(fd), "hello");
  EXPECT_FALSE(fd.valid());
}

TEST_F(DescriptorTest, WhatIsThereIsLeftAloneIfNoneComes) {
  Fd fd(dup(ours_.get()));
  const int number = fd.get();
  ASSERT_TRUE(Send("hello", -1));
  EXPECT_EQ(Receive(fd), "hello");
  EXPECT_EQ(fd.get(), number);
}

TEST_F(DescriptorTest, TheDescriptorIsAnotherOfTheSameFileAndClosedOnExec) {
  const Fd null(open("/dev/null", O_RDONLY));
  Fd fd;
  ASSERT_TRUE(Send("take this", null.get()));
  EXPECT_EQ(Receive(fd), "take this");
  ASSERT_TRUE(fd.valid());
  EXPECT_NE(fd.get(), null.get());
  struct stat sent {};
  struct stat received {};
  ASSERT_EQ(fstat(null.get(), &sent), 0);
  ASSERT_EQ(fstat(fd.get(), &received), 0);
  EXPECT_EQ(sent.st_rdev, received.st_rdev);
  EXPECT_EQ(sent.st_ino, received.st_ino);
  EXPECT_NE(fcntl(fd.get(), F_GETFD) & FD_CLOEXEC, 0) << "although the one that was sent is not";
}

TEST_F(DescriptorTest, PacketsStayApartAndInOrder) {
  const Fd null(open("/dev/null", O_RDONLY | O_CLOEXEC));
  Fd first;
  Fd second;
  Fd third;
  ASSERT_TRUE(Send("one", -1) && Send("two", null.get()) && Send("three", -1));
  EXPECT_EQ(Receive(first), "one");
  EXPECT_EQ(Receive(second), "two");
  EXPECT_EQ(Receive(third), "three");
  EXPECT_FALSE(first.valid());
  EXPECT_TRUE(second.valid());
  EXPECT_FALSE(third.valid());
}

TEST_F(DescriptorTest, APeerThatHasGoneIsTold) {
  ours_.Close();
  Fd fd;
  EXPECT_EQ(Receive(fd), "0");
  EXPECT_FALSE(SendPacket(theirs_.get(), "x", 1, -1)) << "and no SIGPIPE ends us";
  EXPECT_FALSE(SendPacket(-1, "x", 1, -1));
  EXPECT_EQ(ReceivePacket(-1, nullptr, 0, fd), -1);
}

TEST_F(DescriptorTest, ADescriptorThatIsNoneIsNotSent) {
  const int closed = dup(ours_.get());
  close(closed);
  EXPECT_FALSE(Send("hello", closed));
}

TEST_F(DescriptorTest, NothingLeaks) {
  const std::ptrdiff_t before = OpenDescriptors();
  for (int i = 0; i < 20; ++i) {
    const Fd null(open("/dev/null", O_RDONLY | O_CLOEXEC));
    Fd fd(dup(null.get()));  // gives way to the one that comes
    ASSERT_TRUE(Send("hello", null.get()));
    EXPECT_EQ(Receive(fd), "hello");
  }
  EXPECT_EQ(OpenDescriptors(), before);
}

}  // namespace
}  // namespace tlsbench
