#include "base/seven_bit.hpp"

#include "base/text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mailapp {
namespace {

using testing::HasSubstr;

std::string const long_line(1200, 'x');

/// Quoted-printable by the book (RFC 2045, section 6.7), to see what a reader gets.
std::string decoded(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '=') {
            out += text[i];
        } else if (text.substr(i + 1, 2) == "\r\n") {
            i += 2;
        } else {
            out += from_hex(text.substr(i + 1, 2)).value();
            i += 2;
        }
    }
    return out;
}

void expect_short_lines(std::string_view text, std::size_t at_most = 76) {
    for (auto const line : split(text, '\n')) EXPECT_LE(line.size(), at_most + 1) << line;
}

TEST(BodyScan, SeesLinesAndOctetsHoweverTheyAreCut) {
    BodyScan scan;
    for (int i = 0; i < 998; ++i) scan.add("x");
    scan.add("\r");
    scan.add("\nshort\r\n");
    EXPECT_FALSE(scan.found().is_any());
    EXPECT_FALSE(scan.is_blank());
    scan.add(std::string(500, 'x'));
    scan.add(std::string(499, 'x'));
    EXPECT_TRUE(scan.found().has_long_line);
    EXPECT_FALSE(scan.found().is_eight_bit);
    scan.add("\xc3\xbc");
    EXPECT_TRUE(scan.found().is_eight_bit);
}

TEST(BodyScan, KnowsABodyOfBlanks) {
    for (auto const* const body : {" \r\n", "\r\n", "\t\r\n \r\n\r\n", " "}) {
        BodyScan scan;
        scan.add(body);
        EXPECT_TRUE(scan.is_blank()) << body;
    }
    BodyScan empty;
    EXPECT_FALSE(empty.is_blank());
    empty.add(" .\r\n");
    EXPECT_FALSE(empty.is_blank());
}

TEST(SevenBit, LeavesAloneWhatIsInNoNeed) {
    auto const made = to_seven_bit({" text/plain", " 8bit"}, "Hello = world\r\n");
    EXPECT_EQ(made.body, "Hello = world\r\n");
}

TEST(SevenBit, WritesTextInQuotedPrintable) {
    std::string const body =
        "Gr\xc3\xbc\xc3\x9f"
        "e = from \tK\xc3\xb6ln \r\n\r\n" +
        long_line + "\r\nend";
    auto const made = to_seven_bit({" text/plain; charset=utf-8", " 8bit"}, body);
    EXPECT_EQ(made.encoding, "quoted-printable");
    EXPECT_EQ(made.type, std::nullopt);
    EXPECT_FALSE(trouble_of(made.body).is_any());
    EXPECT_EQ(decoded(made.body), body);
    EXPECT_THAT(made.body, HasSubstr("K=C3=B6ln=20\r\n"));
    expect_short_lines(made.body);
}

TEST(SevenBit, WritesTextInBase64WhereThatIsMuchShorter) {
    std::string body;
    for (int i = 0; i < 100; ++i) body += "\xd0\xb6\xd0\xb6\xd0\xb6\r\n";
    auto const made = to_seven_bit({" text/plain; charset=utf-8", " 8bit"}, body);
    EXPECT_EQ(made.encoding, "base64");
    EXPECT_EQ(from_base64(replace_all(made.body, "\r\n", "")), body);
}

TEST(SevenBit, EveryLengthOfLineComesBack) {
    for (std::size_t size = 990; size < 1160; ++size) {
        std::string const body = std::string(size, 'x') + "=\xc3\xbc \r\n";
        auto const made = to_seven_bit({" text/plain", std::nullopt}, body);
        ASSERT_EQ(decoded(made.body), body);
        expect_short_lines(made.body);
    }
}

TEST(SevenBit, SaysWhatTextIsThatSaysNothing) {
    EXPECT_EQ(to_seven_bit({}, "\xc3\xbc\r\n").type, "text/plain; charset=utf-8");
    EXPECT_EQ(to_seven_bit({}, "\xfc\r\n").type, "text/plain; charset=unknown-8bit");
    EXPECT_EQ(to_seven_bit({}, long_line).type, "text/plain; charset=us-ascii");
}

TEST(SevenBit, WritesEverythingElseInBase64) {
    std::string const body = "\x89PNG\r\n\x1a\r\n" + long_line;
    auto const made = to_seven_bit({" image/png", " binary"}, body);
    EXPECT_EQ(made.encoding, "base64");
    EXPECT_EQ(from_base64(replace_all(made.body, "\r\n", "")), body);
    expect_short_lines(made.body);
}

TEST(SevenBit, BreaksLinesOfWhatIsEncodedAlready) {
    auto const text = to_base64(std::string(3000, 'b'));
    auto const base64 = to_seven_bit({" image/png", " BASE64 "}, text + "\r\n");
    EXPECT_EQ(base64.encoding, "base64");
    EXPECT_EQ(replace_all(base64.body, "\r\n", ""), text);
    expect_short_lines(base64.body);

    std::string quoted;
    for (int i = 0; i < 400; ++i) quoted += "=C3=BCx";
    auto const printable = to_seven_bit({" text/plain", " quoted-printable"}, quoted + "=\r\nend\r\n");
    EXPECT_EQ(decoded(printable.body), decoded(quoted + "=\r\nend\r\n"));
    expect_short_lines(printable.body);
}

TEST(SevenBit, GoesIntoParts) {
    std::string const body =
        "This is MIME.\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: "
        "8bit\r\n\r\n"
        "K\xc3\xb6ln\r\n--b\r\nContent-Type: application/x-data;\r\n "
        "name=\"d\xc3\xa4t.bin\"\r\n\r\n\xff\xfe\r\n"
        "--b\r\nContent-Type: text/plain\r\n\r\nplain = text\r\n--b\r\n\r\nno header "
        "\xc3\xbc\r\n--b--\r\nepilogue\r\n";
    auto const made = to_seven_bit({" multipart/mixed;\r\n boundary=\"b\"", " 8bit"}, body);
    EXPECT_THAT(made.body,
                HasSubstr("This is MIME.\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n"
                          "Content-Transfer-Encoding: quoted-printable\r\n\r\nK=C3=B6ln\r\n--b\r\n"));
    EXPECT_THAT(made.body, HasSubstr("Content-Transfer-Encoding: base64\r\n\r\n//4="));
    EXPECT_THAT(made.body, HasSubstr("\r\n\r\nplain = text\r\n--b\r\n"));
    EXPECT_THAT(made.body,
                HasSubstr("--b\r\nContent-Type: text/plain; charset=utf-8\r\n"
                          "Content-Transfer-Encoding: quoted-printable\r\n\r\nno header =C3=BC\r\n--b--\r\n"
                          "epilogue\r\n"));
    // A name of a file in octets beyond ASCII stands in a header: that is another matter.
    EXPECT_EQ(made.encoding, "8bit");
}

TEST(SevenBit, GoesIntoPartsOfPartsAndMessages) {
    std::string const inner =
        "From: x@x.test\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: "
        "8bit\r\n\r\n\xc3\xbc\r\n";
    std::string const body = "--o\r\nContent-Type: multipart/alternative; boundary=i\r\n\r\n--i\r\n\r\n" +
                             long_line + "\r\n--i--\r\n--o\r\nContent-Type: message/rfc822\r\n\r\n" + inner +
                             "\r\n--o--\r\n";
    auto const made = to_seven_bit({"multipart/mixed; charset=x; BOUNDARY=o", std::nullopt}, body);
    EXPECT_EQ(made.encoding, "7bit");
    EXPECT_FALSE(trouble_of(made.body).is_any());
    EXPECT_THAT(made.body, HasSubstr("From: x@x.test\r\nContent-Type: text/plain; charset=utf-8\r\n"
                                     "Content-Transfer-Encoding: quoted-printable\r\n\r\n=C3=BC\r\n"));
}

TEST(SevenBit, LeavesAloneWhatHasASignatureOfItsOwnAndWhatItCannotRead) {
    std::string const body = "--b\r\n\r\n\xc3\xbc\r\n--b--\r\n";
    for (auto const* const type : {" multipart/signed; boundary=b", " multipart/encrypted; boundary=b",
                                   " multipart/mixed", " multipart/mixed; boundary=\"b", " message/partial"})
        EXPECT_EQ(to_seven_bit({type, std::nullopt}, body).body, body) << type;
    EXPECT_EQ(to_seven_bit({" text/plain", " x-uuencode"}, body).body, body);
    EXPECT_EQ(to_seven_bit({" text/plain", " base64"}, body).body, body);
}

TEST(SevenBit, EndsInPartsWithinPartsWithoutEnd) {
    std::string body = "\xc3\xbc\r\n";
    for (int i = 0; i < 100; ++i) {
        auto const inner = "b" + std::to_string(i);
        body = "--b" + std::to_string(i + 1) + "\r\nContent-Type: multipart/mixed; boundary=" + inner +
               "\r\n\r\n" + body;
    }
    auto const made = to_seven_bit({" multipart/mixed; boundary=b100", std::nullopt}, body);
    EXPECT_TRUE(trouble_of(made.body).is_eight_bit);
}

TEST(FoldedField, BreaksAtWhiteSpaceAlone) {
    std::string value;
    for (int i = 0; i < 300; ++i) value += " person-" + std::to_string(i) + "@world.test,";
    auto const folded = folded_field(value, 3);
    ASSERT_TRUE(folded);
    EXPECT_EQ(replace_all(*folded, "\n", ""), value);
    expect_short_lines(*folded, longest_mail_line);
    EXPECT_EQ(folded_field(" short\n line", 10), " short\n line");
    EXPECT_EQ(folded_field(" " + long_line, 10), std::nullopt);
    EXPECT_EQ(folded_field(long_line, 10), std::nullopt);
    EXPECT_EQ(folded_field(" ok\n " + long_line, 10), std::nullopt);
}

}  // namespace
}  // namespace mailapp
