//! Names for people who do not exist.

/// Family names and their reading in Latin letters.
pub const FAMILY: [(&str, &str); 30] = [
    ("佐藤", "sato"),
    ("鈴木", "suzuki"),
    ("高橋", "takahashi"),
    ("田中", "tanaka"),
    ("伊藤", "ito"),
    ("渡辺", "watanabe"),
    ("山本", "yamamoto"),
    ("中村", "nakamura"),
    ("小林", "kobayashi"),
    ("加藤", "kato"),
    ("吉田", "yoshida"),
    ("山田", "yamada"),
    ("佐々木", "sasaki"),
    ("山口", "yamaguchi"),
    ("松本", "matsumoto"),
    ("井上", "inoue"),
    ("木村", "kimura"),
    ("林", "hayashi"),
    ("清水", "shimizu"),
    ("斎藤", "saito"),
    ("森", "mori"),
    ("池田", "ikeda"),
    ("橋本", "hashimoto"),
    ("阿部", "abe"),
    ("石川", "ishikawa"),
    ("前田", "maeda"),
    ("藤田", "fujita"),
    ("岡田", "okada"),
    ("後藤", "goto"),
    ("長谷川", "hasegawa"),
];

/// Given names and their reading in Latin letters.
pub const GIVEN: [(&str, &str); 40] = [
    ("太郎", "taro"),
    ("花子", "hanako"),
    ("一郎", "ichiro"),
    ("陽子", "yoko"),
    ("健一", "kenichi"),
    ("美咲", "misaki"),
    ("大輔", "daisuke"),
    ("由美", "yumi"),
    ("翔太", "shota"),
    ("恵子", "keiko"),
    ("直樹", "naoki"),
    ("愛", "ai"),
    ("拓也", "takuya"),
    ("さくら", "sakura"),
    ("誠", "makoto"),
    ("真由美", "mayumi"),
    ("隆", "takashi"),
    ("裕子", "yuko"),
    ("和也", "kazuya"),
    ("明美", "akemi"),
    ("浩二", "koji"),
    ("千尋", "chihiro"),
    ("修", "osamu"),
    ("麻衣", "mai"),
    ("哲也", "tetsuya"),
    ("智子", "tomoko"),
    ("勇気", "yuki"),
    ("香織", "kaori"),
    ("康平", "kohei"),
    ("奈々", "nana"),
    ("剛", "tsuyoshi"),
    ("彩", "aya"),
    ("亮", "ryo"),
    ("久美子", "kumiko"),
    ("学", "manabu"),
    ("優子", "yuko2"),
    ("雄一", "yuichi"),
    ("里奈", "rina"),
    ("博", "hiroshi"),
    ("葵", "aoi"),
];

/// Departments of a construction company, with a Latin name for certificates.
pub const DEPARTMENTS: [(&str, &str); 12] = [
    ("本社", "honsha"),
    ("総務部", "Somubu"),
    ("経理部", "Keiribu"),
    ("営業部", "Eigyobu"),
    ("土木部", "Dobokubu"),
    ("建築部", "Kenchikubu"),
    ("設備部", "Setsubibu"),
    ("東京支店", "Tokyo Shiten"),
    ("横浜支店", "Yokohama Shiten"),
    ("名古屋支店", "Nagoya Shiten"),
    ("大阪支店", "Osaka Shiten"),
    ("福岡支店", "Fukuoka Shiten"),
];

/// A person who does not exist; the same number is always the same person, and no two of 1,200 share an ID.
pub fn person(number: usize) -> (String, String) {
    // 7 and 30 have no common divisor, nor have 11 and 40: all pairs come before one comes again.
    let family = FAMILY[(number * 7) % FAMILY.len()];
    let given = GIVEN[(number / FAMILY.len() + number * 11) % GIVEN.len()];
    let round = number / (FAMILY.len() * GIVEN.len());
    let suffix = if round == 0 { String::new() } else { format!("{round}") };
    let id = format!("{}.{}{suffix}", family.1, given.1.trim_end_matches('2'));
    let id = if given.1.ends_with('2') { format!("{id}.2") } else { id };
    (id, format!("{} {}", family.0, given.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_unique_and_the_same_every_time() {
        let ids: std::collections::BTreeSet<_> = (0..5000).map(|number| person(number).0).collect();
        assert_eq!(ids.len(), 5000);
        assert_eq!(person(3), person(3));
    }
}
