"""The words by which a topic is known, a topic being one of ``feedback.models.Topic``.

Chinese words are found anywhere in a clause, the longest first: 服务台 is the front desk, not the service. An English
entry is a word or two that follow each other, in the singular. A word may speak of two topics, and one that speaks of
none hides what is within it: 贵宾 says nothing of the price.
"""

from typing import Final

ROOM: Final = "room"
NOISE: Final = "noise"
BREAKFAST: Final = "breakfast"
SERVICE: Final = "service"
FRONT_DESK: Final = "front_desk"
CHECK_OUT: Final = "check_out"
CLEANLINESS: Final = "cleanliness"
PRICE: Final = "price"
LOCATION: Final = "location"
FACILITIES: Final = "facilities"

CHINESE: dict[str, str] = {
    ROOM: (
        "洗漱间 房间 客房 房型 标间 标准间 标准房 大床房 双床房 双人房 单人房 单人间 双人间 套房 套间 商务间 商务房 "
        "豪华间 豪华房 海景房 家庭房 亲子房 江景房 普通间 经济间 三人间 特价房 大床 床铺 床单 床品 床垫 床上用品 床很 "
        "床太 床也 床是 床比较 的床 张床 床有 床硬 床软 睡床 小床 加床 被子 被褥 枕头 卫生间 洗手间 浴室 厕所 马桶 "
        "淋浴 浴缸 花洒 洗澡 卫浴 淋浴房 洗漱 房内 屋内 屋里 屋子 房里 室内 窗户 窗帘 窗子 没有窗 没窗 无窗 阳台 地毯 "
        "升级房 装修 家具 衣柜 房子 房很 房太 房比 的房 间房 采光 灯光 面积 墙纸 书桌 写字台 写字桌 沙发 毛巾 浴巾 "
        "拖鞋 洗漱用品 床头"
    ),
    NOISE: (
        "隔音 噪音 噪声 嘈杂 吵闹 吵醒 很吵 太吵 吵死 有点吵 比较吵 吵得 吵的 吵到 吵了 吵人 较吵 好吵 最吵 不吵 吵吵 "
        "吵架 安静 静音 喧闹 喧哗 宁静 清静 幽静 僻静 寂静 声音 响声 轰鸣 很闹 太闹 施工 马路声 车声 噪杂 听得 听到 "
        "听见 隔壁说话 隔壁人说话 说话听 说话的听 走廊说话 鸣笛 喇叭 卡拉ok 杂音 闹腾 太响 很响 吵 不得安宁 睡不着 "
        "无法入睡 睡不好"
    ),
    BREAKFAST: "早餐 早饭 早点 早茶 早自助 早膳 早歺 自助早",
    SERVICE: (
        "服务 服务员 服务生 服务态度 服务人员 服务质量 工作人员 员工 态度 礼宾 门童 行李员 保洁员 清洁员 清洁工 阿姨 "
        "大堂经理 经理 管家 热情 周到 礼貌 微笑 投诉 亲切 友好 友善 不理 殷勤 敬业 素质 打扫房间的 保安 客房部 送餐 "
        "叫醒 店员 店家 老板 老板娘 服务意识 服务水平 小姐 服务小姐 冷漠 冷淡 怠慢 细心 贴心 管理"
    ),
    FRONT_DESK: (
        "前台 总台 柜台 接待 接待员 接待处 服务台 大堂接待 柜枱 入住手续 办理入住 办入住 登记入住 入住登记 checkin "
        "check in 登记 办手续 办理手续 前厅 总服务台 房卡 押金 开房"
    ),
    CHECK_OUT: (
        "退房 结账 结帐 离店 查房 checkout check out 退宿 退房手续 延迟退房 延时退房 退押金 退卡 离开酒店时 结算 "
        "开发票 发票 取押金"
    ),
    CLEANLINESS: (
        "干净 整洁 卫生 清洁 脏 肮脏 污渍 污垢 异味 霉味 发霉 霉 臭 气味 蟑螂 小强 虫 虫子 蚊子 蚂蚁 头发 灰尘 打扫 "
        "洁净 不洁 味道很重 怪味 烟味 油漆味 潮味 老鼠 跳蚤 血迹 斑斑 邋遢 消毒 脏乱 一尘不染 味儿 有味 有股味 有股 "
        "难闻 清爽 毛发 爬虫 清理 蚊虫 苍蝇 黑乎乎 发黄 臭味"
    ),
    PRICE: (
        "价格 价钱 价位 性价比 性价 价比 房价 便宜 贵 太贵 很贵 偏贵 较贵 昂贵 实惠 划算 合算 超值 物有所值 物超所值 "
        "不值 值这个 收费 优惠 折扣 打折 免费 费用 房费 涨价 降价 特价 经济实惠 物美价廉 价廉 加收 多收 钱 花钱 元钱 "
        "块钱 人民币 0元 0块 超所值 很值 挺值 值了 档次 同价 价 花费 宰 报价 促销"
    ),
    LOCATION: (
        "位置 地理 地理位置 地段 交通 地铁 地铁站 火车站 车站 机场 市中心 闹市 商业区 商业街 步行街 附近 周边 周围 "
        "出行 打车 公交 公交车 方便 便利 离 距离 偏僻 较偏 太偏 有点偏 很偏 难找 好找 不好找 不难找 对面 旁边 路口 "
        "景区 景点 海边 市区 码头 繁华 步行 走路 门口就是 地点 地处 位于 出租车 出租 市里 交通便利 闹中取静 地角 郊区 "
        "超市 购物 逛街 分钟 隔壁就是 紧邻 靠近 靠着 靠海 临街 沙滩 西湖 外滩 中心"
    ),
    FACILITIES: (
        "设施 设备 硬件 空调 暖气 电梯 宽带 上网 网络 网速 网线 wifi 无线 电视 电视机 冰箱 电吹风 吹风机 热水 热水器 "
        "水压 泳池 游泳池 健身 健身房 停车 停车场 车位 餐厅 大堂 会议室 桑拿 spa 酒吧 咖啡厅 商务中心 电脑 电话 插座 "
        "保险箱 保险柜 热水壶 水壶 开水 冷气 制冷 儿童乐园 充电 充电桩 洗衣 遥控器 门锁 门卡 温泉 游乐 中央空调 供暖 "
        "制热 通风 排风 抽风 换气 投影 智能 水龙头 下水 漏水 停水 停电 电源 陈旧 老旧 配套 电水壶 大厅 外观 花园 餐饮 "
        "西餐厅 中餐厅 娱乐"
    ),
    "": (
        "值得 临街的房 实际 离开 离店时 离谱 离去 服务器 方便面 不方便说 环境卫生 值班 价值观 分离 脱离 房产 中心意 "
        "担心 贵宾 贵公司 贵店 贵酒店 贵宾楼 富贵 宝贵 尊贵 高贵 贵阳 贵州 贵宾卡 电话预订 打电话 携程 钱包 评价 钱塘 "
        "虫草 中心里 臭豆腐 大便 随便 顺便 态度上 小便 以便 方便的话 管理费 附近的人 接待所 招待所"
    ),
}

ENGLISH: dict[str, str] = {
    ROOM: (
        "room,suite,bed,bedroom,bathroom,bath,bathtub,tub,shower,toilet,pillow,mattress,linen,sheet,towel,duvet,"
        "blanket,balcony,curtain,window,furniture,decor,carpet,closet,sofa,couch,double,king,queen,twin,view,toiletry,"
        "bathrobe,robe,shampoo,conditioner,comfy bed,bedding,headboard,wardrobe,studio,sink"
    ),
    NOISE: (
        "noise,noisy,quiet,loud,soundproof,soundproofed,soundproofing,peaceful,thin wall,street noise,earplug,"
        "ear plug,traffic noise,quieter,noisier,silent,sound,sleepless,woken,wake,bang,banging,slamming,heard,barking,"
        "siren,construction,party noise,racket,quietly,loudly,insulation,paper thin,hear"
    ),
    BREAKFAST: (
        "breakfast,continental,buffet breakfast,brunch,bagel,muffin,waffle,omelet,omelette,croissant,cereal,"
        "coffee buffet,fresh fruit"
    ),
    SERVICE: (
        "service,staff,employee,housekeeping,housekeeper,maid,concierge,bellman,bellboy,bell staff,doorman,manager,"
        "management,waiter,waitress,personnel,attendant,attitude,friendly,helpful,rude,courteous,polite,attentive,"
        "unhelpful,unfriendly,hospitality,porter,bartender,valet,customer service,room service,host,owner,welcoming,"
        "accommodating,impolite,guest service,treated,help,helped,assistance,lazy"
    ),
    FRONT_DESK: (
        "front desk,desk staff,working desk,at desk,reception,receptionist,check in,checkin,checked in,checking in,"
        "desk,desk clerk,clerk,desk staff,frontdesk,registration,key card,keycard,deposit,lobby desk"
    ),
    CHECK_OUT: (
        "check out,checkout,checked out,checking out,late check,bill,invoice,late checkout,express checkout,"
        "final bill,charged credit,departure"
    ),
    CLEANLINESS: (
        "clean,cleanliness,cleaning,cleaned,dirty,filthy,spotless,immaculate,stain,stained,dust,dusty,smell,smelled,"
        "smelly,smelt,stink,musty,mold,moldy,mould,mouldy,hair,bug,bedbug,bed bug,cockroach,roach,ant,hygiene,tidy,"
        "unclean,cleaner,odor,odour,grimy,grime,dirt,mildew,mouse,rat,sanitary,disgusting,gross,vacuumed,stale smoke,"
        "smoke smell,clean-up,freshly,infestation,bitten"
    ),
    PRICE: (
        "price,pricey,priced,priceline,expensive,cheap,cheaper,value,rate,cost,money,overpriced,worth,deal,bargain,"
        "affordable,inexpensive,dollar,budget,charge,charged,fee,free,reasonable,reasonably,economical,discount,paid,"
        "euro,pound,rip off,ripoff,refund,paying,overcharged,costly"
    ),
    LOCATION: (
        "location,located,locale,walk,walking,block,downtown,subway,metro,station,airport,neighborhood,neighbourhood,"
        "area,distance,close,nearby,near,convenient,central,centrally,proximity,situated,minute walk,street,train,bus,"
        "district,shopping,attraction,city center,city centre,sightseeing,transport,transportation,far,beach,mile,"
        "tram,accessible,steps,taxi,cab,surroundings"
    ),
    FACILITIES: (
        "facility,pool,gym,fitness,wifi,wi fi,internet,wireless,elevator,lift,air conditioning,air con,"
        "air conditioner,aircon,heating,heater,heat,tv,television,parking,restaurant,bar,lobby,spa,sauna,refrigerator,"
        "fridge,hot tub,jacuzzi,amenity,ac,a c,hot water,water pressure,hairdryer,hair dryer,kitchen,minibar,mini bar,"
        "laundry,microwave,coffee maker,business center,business centre,computer,phone,telephone,garage,exercise,"
        "lounge,courtyard,garden,terrace,plumbing,car park,outlet,conditioning,kitchenette,kettle,iron,swimming,"
        "meeting room,conference,equipment,thermostat,ice machine,vending"
    ),
    "": "free time,feel free,at least,minute later",
}
