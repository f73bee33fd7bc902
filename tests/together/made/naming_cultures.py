"""Six naming cultures of invented New Yorkers: given and family names, each with the spellings under which offices write it.

Made for tests alone. Whoever chooses the tokens of ``varick.together`` does not read this: what is measured on it would
otherwise be worth nothing. Names are common ones; the people are invented.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Culture:
    """Spellings of one name are separated by ``|``, the most usual first; names stand from common to rare."""

    share: float
    women: tuple[str, ...]
    men: tuple[str, ...]
    families: tuple[str, ...]
    second_given: float = 0.0
    second_family: float = 0.0
    family_first: float = 0.0


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip().replace("_", " ") for name in text.split() if name.strip())


LATIN_AMERICAN = Culture(
    share=0.42,
    second_given=0.45,
    second_family=0.85,
    women=_names("""
        María|Maria|Ma. Ana|Anna Guadalupe|Lupe Rosa Carmen|Carmén Luz Juana Elena|Helena Yolanda|Iolanda Gloria
        Sandra|Zandra Patricia|Paty Leticia|Letisia Verónica|Veronica Claudia Jessica|Yessica|Jesica Karina|Carina
        Daniela Gabriela|Gaby Alejandra Xiomara|Siomara Yesenia|Jessenia|Yessenia Marisol Blanca Silvia|Sylvia
        Esperanza Margarita|Margorita Norma Teresa|Theresa Beatriz|Beatris Araceli|Aracely Noemí|Noemi|Nohemy
        Dolores|Lola Altagracia Milagros Yajaira|Yahaira|Llajaira Wendy|Wendi Rocío|Rocio Concepción|Concepcion|Concha
    """),
    men=_names("""
        José|Jose Juan Luis|Louis Carlos Jesús|Jesus Miguel|Mike Francisco|Fransisco|Paco Jorge|George Pedro Manuel|Manny
        Antonio|Tony Víctor|Victor Roberto|Robert Rafael|Raphael Fernando Eduardo|Edward Ángel|Angel Marcos|Marco
        Óscar|Oscar César|Cesar|Sesar Héctor|Hector|Ector Raúl|Raul Édgar|Edgar|Edgard Wilmer|Wilmar|Vilmer
        Geovanni|Giovanni|Jovany|Yovani Jefferson|Yeferson|Jeferson Brayan|Bryan|Brian Kevin|Kelvin Ramón|Ramon
        Enrique|Henry Arturo|Arthur Hugo|Ugo Julio Rigoberto Heriberto|Eriberto Elías|Elias Gilberto|Jilberto
        Agustín|Agustin|Augustin Nelson Rolando Efraín|Efrain|Ephrain Joaquín|Joaquin Guillermo|William
    """),
    families=_names("""
        Rodríguez|Rodriguez|Rodriquez Hernández|Hernandez|Ernandez García|Garcia Martínez|Martinez|Martines
        González|Gonzalez|Gonzales López|Lopez|Lopes Pérez|Perez|Peres Sánchez|Sanchez|Sanches Ramírez|Ramirez|Ramires
        Flores|Florez Cruz|Cruiz Reyes|Reyez Morales|Moralez Gutiérrez|Gutierrez|Gutierres Jiménez|Jimenez|Gimenez|Ximenez
        Vásquez|Vasquez|Vazquez|Basquez Castillo|Castilio Rivera|Ribera Gómez|Gomez|Gomes Díaz|Diaz|Dias Torres|Torrez
        Méndez|Mendez|Mendes Guzmán|Guzman Santos|Santo Peralta Polanco|Polonco De_la_Cruz|Delacruz|De_La_Cruz
        De_los_Santos|Delossantos|De_Los_Santos Chávez|Chavez|Chaves Xicohténcatl|Xicotencatl|Jicotencatl
        Tlapa|Tlappa Quispe|Quizpe|Kispe Mamani|Mamany Guamán|Guaman|Huaman Yupanqui|Llupanqui Ajanel|Ajanell
        Tzoc|Tsoc Velásquez|Velasquez|Velazquez Cabrera|Cavrera Núñez|Nunez|Nuñez Peña|Pena|Penia Ortiz|Ortis
        Zambrano|Sambrano Cedeño|Cedeno Paulino Familia Tavárez|Tavarez|Taveras Rosario|Rosarios Almonte|Almontes
        Ventura|Bentura Bautista|Baptista Mejía|Mejia|Mexia Alvarado|Albarado Espinoza|Espinosa Zúñiga|Zuniga|Suniga
    """),
)

WEST_AFRICAN = Culture(
    share=0.12,
    second_given=0.15,
    family_first=0.15,
    women=_names("""
        Fatoumata|Fatumata|Fatou|Fatoumatta Aminata|Aminatou|Amie Mariama|Maryama|Mariame Aïssatou|Aissatou|Isatou|Aissata
        Kadiatou|Kadijatou|Kadiatu|Khadiatou Hawa|Awa|Hawwa Oumou|Umu Djeneba|Jeneba|Djénéba Ramatoulaye|Ramatulai|Rama
        Binta|Bintou Nafissatou|Nafisatu|Nafi Assetou|Asetu Coumba|Kumba Ndeye|Ndey|N'Deye Adama Salimata|Salematou
        Bineta|Binetou Rokia|Rokhaya|Rokiatou Akosua|Akossua Abena|Abenaa
    """),
    men=_names("""
        Mamadou|Mamadu|Mahamadou|Momodou Ibrahima|Ibrahim|Ebrima|Ibrahime Abdoulaye|Abdulai|Abdoulay|Abdullai
        Alpha|Alfa Ousmane|Usman|Ousman|Osman Amadou|Amadu|Ahmadou Boubacar|Boubakar|Bubacarr|Aboubacar Moussa|Musa
        Souleymane|Suleiman|Sulayman|Soulemane Thierno|Tierno|Cherno Cheikh|Sheikh|Cheick|Sheku Lamine|Lamin|Lamini
        Modou|Modu Saliou|Saliu Oumar|Omar|Umar|Oumarou Seydou|Saidou|Seidu Yaya|Yahya|Yayah Bakary|Bakari|Bacary
        Samba Demba Issa|Isa Idrissa|Idris|Driss Kwame|Kwami Kofi|Koffi Kwabena|Kobena Drissa|Drisa Sekou|Sékou|Seku
    """),
    families=_names("""
        Diallo|Jallow|Dialo|Djallo Bah|Ba|Barr Barry|Barrie|Bari Sow|Sowe|So Camara|Kamara|Camarah Traoré|Traore|Trawally
        Diop|Jobe|Dyop Ndiaye|Njie|N'Diaye|Ndiaie Fall|Faal Touré|Toure|Turay Cissé|Cisse|Ceesay|Sesay Keita|Keïta|Keyta
        Sylla|Silla|Sillah Condé|Conde|Kondeh Koné|Kone|Konneh Coulibaly|Kulibaly|Koulibaly Bangoura|Bangura
        Sissoko|Cissokho|Suso Kanté|Kante|Kanteh Diabaté|Diabate|Jabateh|Diabete Gueye|Guèye|Geye Mbaye|Mbye|M'Baye
        Sarr|Saar|Sar Dieng|Jeng Soumah|Suma Doumbia|Dumbuya|Doumbouya Ouedraogo|Ouédraogo|Wedraogo Sawadogo
        Mensah|Mensa Owusu|Owosu Boateng|Boatin Asante|Ashanti Appiah|Apia
    """),
)

CHINESE = Culture(
    share=0.12,
    family_first=0.45,
    women=_names("""
        Mei_Ling|Meiling|Mei-Ling|Mui_Ling Li_Hua|Lihua|Li-Hua|Lai_Wah Xiu_Ying|Xiuying|Siu_Ying|Hsiu-Ying
        Yan|Yen|Yin Xiao_Yan|Xiaoyan|Siu_Yin|Hsiao-Yen Jing|Ching|Jin Hui_Fang|Huifang|Wai_Fong|Hui-Fang
        Qing|Ching|Tsing Yu_Zhen|Yuzhen|Yuk_Chun|Yu-Chen Lan_Fang|Lanfang|Lan-Fang Shu_Fen|Shufen|Shu-Fen Xue|Hsueh|Suet
        Ai_Zhen|Aizhen|Oi_Chun Feng_Ying|Fengying|Fung_Ying Bi_Yun|Biyun|Pi-Yun
    """),
    men=_names("""
        Wei|Wai|Way Jian_Guo|Jianguo|Kin_Kwok|Chien-Kuo Zhi_Qiang|Zhiqiang|Chi_Keung|Chih-Chiang Guo_Qiang|Guoqiang|Kwok_Keung
        Ming|Meng Jun|Chun Xiao_Ming|Xiaoming|Siu_Ming|Hsiao-Ming Hai_Tao|Haitao|Hoi_To Yong|Yung|Wing De_Ming|Deming|Tak_Ming
        Jin_Long|Jinlong|Kam_Lung|Chin-Lung Bin|Pin|Ban Zhong|Chung Hong|Hung Wen_Bin|Wenbin|Man_Pan Shao_Hua|Shaohua|Siu_Wah
        Rui|Jui Guang_Yu|Guangyu|Kwong_Yu Cheng|Ching|Shing Qi_Ming|Qiming|Kai_Ming
    """),
    families=_names("""
        Chen|Chan|Chin|Tan Lin|Lam|Ling Zhang|Chang|Cheung Huang|Wong|Hwang|Wang Li|Lee|Lei Liu|Lau|Lieu Wu|Ng|Woo
        Zheng|Cheng|Cheang Yang|Yeung|Young Zhao|Chao|Chiu Zhou|Chow|Chou Xu|Hsu|Tsui|Hui Weng|Yung Jiang|Chiang|Keung
        Guo|Kwok|Kuo Xie|Hsieh|Tse Zhu|Chu|Choo He|Ho Gao|Ko|Kao Ye|Yip|Yeh Dong|Tung Zou|Chau|Tsou Cai|Choi|Tsai
        Pan|Poon|Pun Ou|Au Shi|Shih|Sze You|Yau Fang|Fong Wei|Ngai Ren|Yam|Jen Tang|Tong
    """),
)

SOUTH_ASIAN = Culture(
    share=0.12,
    second_given=0.2,
    women=_names("""
        Fatema|Fatima|Fathema Nasrin|Nasreen|Nasrine Shirin|Shireen|Sherin Rokeya|Rokea|Ruqayya Taslima|Tasleema
        Salma|Selma Rahima|Raheema Sultana|Soltana Farzana|Farjana Nusrat|Nushrat Jannatul|Jannat Sabina|Shabina
        Rehana|Rihana Simran|Simranjit Harpreet|Harprit Priya|Pria Sunita|Suneeta Parveen|Parvin|Perveen
    """),
    men=_names("""
        Mohammad|Md|Mohammed|Muhammad|Mohd Abdul|Abdoul|Abdool Rahim|Raheem Karim|Kareem Kamal|Kamaal Shafiqul|Shafikul|Shafiq
        Rafiqul|Rafikul|Rafiq Mizanur|Mijanur Anisur|Aniser Habibur|Hobibur Jahangir|Zahangir Nazrul|Nozrul|Najrul
        Shahidul|Sahidul|Shahid Faruk|Farooq|Faruque Monir|Munir|Moneer Saiful|Syful Tariq|Tarek|Tareq Imran|Emran
        Gurpreet|Gurprit Harjit|Harjeet Balwinder|Balvinder Sandeep|Sandip Rajesh|Rajes Amit|Ameet Sukhwinder|Sukhvinder
    """),
    families=_names("""
        Rahman|Rehman|Rohman Islam|Eslam Hossain|Hussain|Hossen|Hussein Ahmed|Ahmad|Ahammed Uddin|Uddeen|Oddin Khan|Khaan
        Chowdhury|Choudhury|Chaudhry|Chaudhary Miah|Mia|Meah Akter|Akhter|Akhtar Begum|Begam Ali|Aly Khatun|Khatoon
        Sarkar|Sarker|Sircar Das|Dash Singh|Sing Kaur|Kour Patel|Patil Sheikh|Shaikh|Sheik Talukder|Talukdar Bhuiyan|Bhuiya|Bhuyan
        Alam|Alom Haque|Hoque|Haq|Huq Sikder|Shikder|Sikdar Mollah|Molla|Mulla Majumder|Mojumder|Mazumder Sharma|Sarma
        Gill|Gil Dhillon|Dhilon Gurung|Grung Sherpa|Serpa Tamang|Tamanga
    """),
)

ARABIC = Culture(
    share=0.08,
    second_given=0.6,
    women=_names("""
        Fatima|Fatma|Fatimah|Fatimeh Aisha|Aicha|Ayesha|Aysha Khadija|Khadeeja|Khadija Maryam|Mariam|Miriam Zainab|Zeinab|Zaynab
        Amal|Amel Noura|Nora|Nura Samira|Sameera Huda|Hoda Layla|Leila|Laila Hanan|Hanane Nadia|Nadya Rania|Raniya
        Iman|Eman|Imane Salwa|Saloua Wafa|Wafaa Nawal|Naoual Hayat|Hayet
    """),
    men=_names("""
        Mohamed|Mohammed|Muhammad|Mohammad|Mohamad Ahmed|Ahmad|Ahmet Ali|Aly Abdullah|Abdallah|Abdulla Hussein|Hussain|Hosein
        Hassan|Hasan Khaled|Khalid Saleh|Salih|Salah Omar|Umar|Omer Ibrahim|Ebrahim|Brahim Youssef|Yusuf|Yousef|Yousif
        Mahmoud|Mahmud|Mahmood Abdulrahman|Abdel_Rahman|Abdurrahman|Abdul_Rahman Abdelaziz|Abdul_Aziz|Abdulaziz Mustafa|Mostafa|Moustafa
        Tarek|Tariq|Tareq Walid|Waleed|Oualid Nasser|Naser|Nasir Faisal|Faysal|Feisal Hamza|Hamzah Karim|Kareem Said|Saeed|Sayed
        Yahya|Yehia|Yahia Mansour|Mansoor Jamal|Gamal|Djamel Sami|Samy Ismail|Esmail|Ismael Rachid|Rashid|Rasheed
    """),
    families=_names("""
        Saleh|Salih Al-Hadi|Alhadi|El_Hadi Nasser|Naser Ahmed|Ahmad Hassan|Hasan Obaid|Obeid|Ubaid Al-Sayed|Elsayed|Alsaid
        Mubarez|Mobarez Al-Qadri|Alqadri|Al_Kadri Qassim|Kassem|Qasim|Kasim Saeed|Said|Saied Muthana|Muthanna|Mothana
        Almontaser|Al_Muntasir|Al-Montaser Ghaleb|Galeb|Ghalib Awad|Awadh|Aouad Mohsen|Muhsin|Mohssen Benali|Ben_Ali Haddad|Hadad
        Mansour|Mansoor Nagi|Naji|Nagy Shaibi|Shuaibi|Al-Shuaibi Khalil|Khaleel Farah|Farrah Aziz|Azeez Boutros|Butros
        Zaid|Zayed|Zeid Musleh|Muslih|Mosleh Alomari|Al-Omari|El_Omari Thabet|Thabit Yafai|Al-Yafai|Alyafai
    """),
)

CARIBBEAN = Culture(
    share=0.14,
    second_given=0.4,
    second_family=0.05,
    women=_names("""
        Marie|Mary Nadège|Nadege Guerline|Gerline Rose Yolette|Iolette Mirlande|Myrlande Fabiola|Fabyola Natacha|Natasha
        Shanice|Shaniece|Chanice Latoya|LaToya Keisha|Kisha|Keshia Tamika|Tameka Sherry-Ann|Sherryann|Sherry_Ann
        Donna-Marie|Donna_Marie|Donnamarie Claudette Althea|Alethea Michelle|Michele Cassandra|Kassandra Simone|Simonne
        Kerry-Ann|Kerryann|Kerry_Ann Denise|Denyse Yvonne|Evonne Beverley|Beverly Joan|Joanne
    """),
    men=_names("""
        Jean|Jan Pierre|Pyè Jean-Claude|Jean_Claude|Jeanclaude Jean-Robert|Jean_Robert Wilson|Wilsen Frantz|Franz|Frants
        Emmanuel|Manno|Emanuel Reginald|Réginald|Reggie Ricardo|Rikardo Jimmy|Jimmi Winston|Wynston Devon|Devonne|Davon
        Andre|André|Andrae Everton|Evertone Dwayne|Duane|Dwain Leroy|Leeroy Garfield|Garfeild Trevor|Trever Kirk|Kurk
        Michael|Mike|Micheal Anthony|Antony|Tony Christopher|Kristopher|Chris Errol|Erroll|Earl Clive Nigel|Nygel Rohan|Rowan
        Stanley|Stanly Wesner|Wesnel Makenson|Mackenson Kervens|Kerven
    """),
    families=_names("""
        Joseph|Josef Pierre|Pierres Jean-Baptiste|Jean_Baptiste|Jeanbaptiste Charles Jean-Louis|Jean_Louis|Jeanlouis
        Williams|William Brown|Browne Campbell|Cambell Louis|Lewis François|Francois|Francis Baptiste|Baptist Thomas
        Saint-Fleur|St._Fleur|St-Fleur|Saintfleur Désir|Desir Toussaint|Tousaint Augustin|Augustine Étienne|Etienne
        Clarke|Clark Reid|Reed|Read Gordon Thompson|Thomson Stewart|Stuart Grant|Grante Morrison|Morison Singh|Sing
        Persaud|Persad|Prasad Ramnarine|Ramnarain Mohammed|Mohamed Beckford|Bekford Dorval|Dorvall Exantus Guillaume|Gillaume
        Michel|Michell Antoine|Antoin Noël|Noel Paul|Paulle St._Louis|Saint-Louis|Saint_Louis Alexandre|Alexander
    """),
)

CULTURES = (LATIN_AMERICAN, WEST_AFRICAN, CHINESE, SOUTH_ASIAN, ARABIC, CARIBBEAN)
