#include "identity/password_policy.hpp"

#include "identity/password.hpp"

#include <gtest/gtest.h>

namespace mailapp::identity {
namespace {

std::string code_of(std::string_view password, PasswordPolicy const& policy) {
    auto const problem = check_new_password(password, policy);
    return problem ? problem->code : "";
}

TEST(PasswordPolicy, AsksMoreOfAdministrators) {
    auto const mailbox = password_policy(PasswordOwner::mailbox);
    auto const administrator = password_policy(PasswordOwner::administrator);
    EXPECT_EQ(code_of("sixsix", mailbox), "");
    EXPECT_EQ(code_of("fives", mailbox), "password.too_weak");
    EXPECT_EQ(code_of("", mailbox), "password.too_weak");
    EXPECT_EQ(code_of("ninechars", administrator), "password.too_weak");
    EXPECT_EQ(code_of("tencharact", administrator), "");
}

TEST(PasswordPolicy, CountsCharactersNotBytes) {
    EXPECT_EQ(code_of("şşşşş", password_policy(PasswordOwner::mailbox)), "password.too_weak");
    EXPECT_EQ(code_of("şşşşşş", password_policy(PasswordOwner::mailbox)), "");
}

TEST(PasswordPolicy, AsksForEachClassThatIsSwitchedOn) {
    EXPECT_EQ(code_of("123456", {6, true, false, false, false}), "password.too_weak");
    EXPECT_EQ(code_of("12345a", {6, true, false, false, false}), "");
    EXPECT_EQ(code_of("12345a", {6, false, true, false, false}), "password.too_weak");
    EXPECT_EQ(code_of("1234-a", {6, false, true, false, false}), "");
    EXPECT_EQ(code_of("abcdef", {6, false, false, true, false}), "password.too_weak");
    EXPECT_EQ(code_of("abcdeF", {6, false, false, true, false}), "");
    EXPECT_EQ(code_of("abcdefghijkl", {12, false, false, false, true}), "password.too_weak");
    EXPECT_EQ(code_of("abcdefghijk1", {12, false, false, false, true}), "");
    EXPECT_EQ(code_of("abc1", {12, false, false, false, true}), "password.too_weak");
}

TEST(PasswordPolicy, RefusesWhatNobodyTypes) {
    auto const policy = password_policy(PasswordOwner::mailbox);
    EXPECT_EQ(code_of(std::string(longest_password, 'x'), policy), "");
    EXPECT_EQ(code_of(std::string(longest_password + 1, 'x'), policy), "password.too_long");
    EXPECT_EQ(code_of("abcdef\n", policy), "password.invalid");
    EXPECT_EQ(code_of("abcdef\xff", policy), "password.invalid");
}

}  // namespace
}  // namespace mailapp::identity
