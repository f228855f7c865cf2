/**
 * From the public lists of leaked passwords: what is tried first, as far as it has 10 characters
 * and `password.ts` has no rule that catches it. In lower case.
 */

/** Refused with any digits and signs before and after: `Welcome@2026!`. */
export const COMMON_STEMS: ReadonlySet<string> = new Set(
  words(`
  a aa aaa abc abcd abcde abcdef abcdefg access admin administrator alexander america android angel
  anthony apple april arsenal asdf asdfg asdfgh asdfghj asdfghjk asdfghjkl august babygirl bangalore
  barcelona baseball basketball batman beautiful bharat biller bismillah blink bond buster butterfly
  changeit changeme charlie chelsea chocolate christian company computer cricket daniel database
  december default delhi demo diamond dispatcher doctor dragon elephant elizabeth england enter
  family february flower football forever freedom friday friend friends fuckyou ganesh ganesha
  ginger google guest hanuman harley hello hello world helloworld hunter iamthebest iloveu iloveyou
  india indian internet iphone jaihind january jasmine jennifer jesus jordan july june justin
  killer krishna lakshmi letmein liverpool london login love lovely lucknow madhuri maggie mahadev
  manager manchester march master matrix may merlin michael michelle mickey mobile moderator monday
  money monkey mother mumbai murugan mustang mustard myname mypassword naruto natasha newpassword
  nicole nothing november october omnamahshivaya operator oracle pakistan parola pass passme
  passphrase passw passwd password passwort patrick peanut pokemon prince princess purple q qaz
  qazwsx qazwsxedc qwe qweasd qweasdzxc qwer qwert qwerty qwertyu qwertyui qwertyuiop rainbow
  realmadrid root sachin sairam samsung saturday secret security seed september server shadow
  shivshakti snoopy soccer spiderman starwars station student summer sunday sunflower sunshine
  superman superuser support sweet sweetheart system taylor teacher temp temporary test tester
  testing testtest thomas thursday tiger tigger traitor traitortrack trustno tuesday user username
  vishnu waheguru warehouse web webmaster wednesday welcome whatever winter wizard x xyz yamaha z
  zaq zxc zxcv zxcvb zxcvbn zxcvbnm
  `),
);

/** Refused as they are. */
export const COMMON_PASSWORDS: ReadonlySet<string> = new Set(
  words(`
  0000000001 0102030405 0112358132 0123012301 0192837465 0246813579 0789456123 0987612345
  1000000000 1010101010 1020304050 1029384756 1111111112 1111122222 1112131415 1112223334
  111222333444 1122334455 112233445566 11223344556677 1212121212 1213141516 1223334444 1231231231
  123123123a 1231234567 1232343456 1234512345 123456123456 1234561234 1234567123 1234567812345678
  1234567887654321 123456789a 123456789q 1234567899 1234567898 12345678900 1234567890q 1234567891
  12345678910 1234567891011 123456789123 1234567892 12345qwert 12345qwerty 1234qwer1234 1234qwerasdf
  1234rewq1234 123abc456def 123qwe123qwe 123qweasdzxc 1357924680 1357908642 1379138246 13579246810
  14725836900 1472583690 147258369123 147852369a 1478963250 1597530258 159357456852 159753159753
  159753456852 1629384756 1a2b3c4d5e 1a2s3d4f5g 1g2w3e4r5t 1passw0rd1 1q1q1q1q1q 1q2w3e4r5t
  1q2w3e4r5t6y 1q2w3e4r5t6y7u 1q2w3e4r5t6y7u8i 1qa2ws3ed4rf 1qaz1qaz1qaz 1qaz2wsx3e 1qaz2wsx3edc
  1qaz2wsx3edc4rfv 1qazxsw23edc 1qazxsw23e 2020202020 2580258025 2580147369 3141592653 3216549870
  321654987a 4561237890 4815162342 4815162342a 5432112345 5555566666 6543210987 7410852096
  741852963a 7418529630 7531598520 7777777778 7894561230 78945612300 789456123a 8520147963
  8675309867 8888888889 9638527410 9876543211 9876543210a 987654321a 987654321q 9988776655
  a123456789 a1b2c3d4e5 a1b2c3d4e5f6 a1s2d3f4g5 a12345678910 aa12345678 aaa1112223 abc123abc123
  abc1234567 abcd123456 abcd1234abcd access14all adgjmptw12 administrator1 alohomora1 always4ever
  andromeda1 asd123asd123 asdasdasd1 asdf1234asdf asdf;lkj12 asdfasdf12 asdfghjkl; asdfjkl;12
  asdzxc123qwe assalamualaikum aurora1234 azertyuiop bangladesh behappy123 believeinyourself
  benjamin01 bestfriend bestfriends bharatmata bigdaddy12 billabong1 blackberry blessed123
  bluebird01 bollywood1 bubblegum1 butterfly7 california california1 candyfloss cheeseburger
  chevrolet1 christopher chocolate1 cinderella collection1 computer01 confidential correcthorse
  correcthorsebatterystaple cosmopolitan counterstrike crazyfrog1 creative12 darkknight dashboard1
  destination dragonball dragonballz dragonfire dreamcatcher easypassword eatshit123 elisabeth1
  enterprise everything fallenangel faithhopelove fernando10 ferrari123 fireball12 firefighter
  fishfinger forgetmenot frankenstein freemason1 fuckoff123 fuckyou123 futurama12 gandalf123
  gangster12 godisgood1 godislove1 godslove12 goldfish12 goodmorning goodluck12 grandmother
  greenday12 guadalupe1 halleluja1 hallelujah happiness1 happybirthday hardcore12 harrypotter
  heartbreaker hindustan1 hindustan123 honeybunny hyderabad1 idontknow1 idontknow123 iloveallah
  ilovechrist iloveguru1 ilovehim12 iloveindia ilovejesus ilovemom12 ilovemusic ilovemyfamily
  ilovemylife ilovemymom ilovemyself ilovemysoul iloveyou22 iloveyouall iloveyoubaby iloveyouso
  iloveyousomuch iloveyoutoo imissyou12 immortal12 incredible independence indiaindia inshaallah
  integra123 invisible1 jaimatadi1 jaimatadi123 jaishreeram jaishreeram108 jaishriram jaguar1234
  jackdaniels jackass123 jayshreeram jonathan01 keepitreal kingkong12 knowledge1 kolkata123
  krishna108 lamborghini leonardo12 letmeinnow letmeinplease lifeisgood lifeisbeautiful
  linkinpark longlegs12 lordganesha lordshiva1 loveislife loveyou123 lovelylove mahabharat
  mahalaxmi1 manchesterunited mercedes12 messenger1 metallica1 microsoft1 minecraft1 missyou123
  mississippi motherland motorola12 mypassword1 mypasswordis myspace123 needforspeed newyork123
  nopassword notebook12 notpassword omsairam123 omsairam108 openopen12 opensesame openthedoor
  p4ssw0rd123 p455w0rd123 paintball1 panasonic1 passpass12 passpass123 password1q passwordis
  passwordpassword peaceandlove playboy123 playstation playstation2 portugal12 princess12
  professional punjab1234 q1w2e3r4t5 q1w2e3r4t5y6 q1w2e3r4t5y6u7 qa1ws2ed3rf qazwsx1234
  qazwsxedcrfv qazxsw12345 qqqwwweee1 qwaszx1234 qwe123asd456 qwe123qwe123 qweasd1234
  qweasdzxc1 qweqweqwe1 qwer1234qwer qwerasdf12 qwerasdfzxcv qwert12345 qwertasdfg qwertasdfgzxcvb
  qwertyasdf qwertyasdfgh qwertyqwerty qwertyuio1 qwertzuiop radhakrishna radhekrishna
  radheradhe radhesoami remember12 rockandroll rollercoaster sachintendulkar satnamwaheguru
  scorpion12 secretsecret shalom1234 shivaji123 shreeganesh simplepassword slipknot12
  skateboard1 snowflake1 soccer1234 somethingelse somepassword spiderman3 spongebob1 startrek12
  stargate12 strawberry strawberry1 studentlife successful superman12 superstar1 sweetheart
  sweetness1 technology temppassword temporarypassword terminator thankyou12 thankyougod theboss123
  thebestone thegreatone themaster1 thisisapassword thisismypassword thunderbird tinkerbell
  titanic123 topsecret1 trustno1now trustnoone tweetybird unbelievable undertaker underworld
  universal1 university vandematram vandemataram vasudev123 veronica12 victoria12 vivekananda
  volkswagen volleyball waterfall1 welcomehome welcometomylife whatsapp12 whateveryouwant
  whatthefuck windows123 wonderland wonderful1 woodstock1 worldofwarcraft wrestling1 x1x2x3x4x5
  xxxxxxxxxx1 yankees123 yourpassword youtube123 yugioh1234 zaq12wsxcde3 zaq1xsw2cde3 zaq1zaq1zaq1
  zaqwsxcderfv zeppelin12 zxasqw12345 zxcasdqwe123 zxcvbnm123 zxcvbnmasd zxcvbnmlkjhgfdsa
  `),
);

function words(text: string): string[] {
  return text.trim().split(/\s+/);
}
